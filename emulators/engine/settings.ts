/** The memory bounds of the local engine. */
import { wholeNumber } from '../../functions/common/process/setting.ts';
import { type Environment, readConfig } from '../../functions/common/process/settings.ts';

const megabytes = (fallback: number, description: string) =>
  wholeNumber({ min: 1, max: 1_048_576, unit: 'megabytes', default: fallback, description });

export const engineSettings = {
  ENGINE_MESSAGES_MB: megabytes(
    512,
    'memory for unacknowledged messages in the local engine; when it is full, publishing is refused',
  ),
  ENGINE_DOCUMENTS_MB: megabytes(
    1_024,
    'memory for documents in the local engine; when it is full, commits that add to them are refused',
  ),
  ENGINE_HISTORY_MB: megabytes(
    64,
    'memory for earlier versions of documents in the local engine, which are kept for at most an hour; the oldest are dropped first',
  ),
} as const;

const MEGABYTE = 1_000_000;

/**
 * The most that the engine may hold, in bytes.
 * @throws ExplainedError with exit code 78 when the environment asks for something else than megabytes
 */
export function engineBounds(environment: Environment): {
  readonly messages: number;
  readonly documents: number;
  readonly history: number;
} {
  const config = readConfig(engineSettings, environment);
  return {
    messages: config.ENGINE_MESSAGES_MB * MEGABYTE,
    documents: config.ENGINE_DOCUMENTS_MB * MEGABYTE,
    history: config.ENGINE_HISTORY_MB * MEGABYTE,
  };
}
