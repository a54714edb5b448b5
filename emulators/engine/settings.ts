/** The memory bounds of the local engine. */
import { wholeNumber } from '../../functions/common/process/setting.ts';
import { type Environment, readConfig } from '../../functions/common/process/settings.ts';

const megabytes = (fallback: number, description: string) =>
  wholeNumber({ min: 1, max: 1_048_576, unit: 'megabytes', default: fallback, description });

export const engineSettings = {
  ENGINE_MESSAGES_MB: megabytes(
    512,
    'what the local engine holds of messages that are not acknowledged; it refuses to take more',
  ),
  ENGINE_DOCUMENTS_MB: megabytes(
    1_024,
    'what the local engine holds of documents; it refuses commits that add to more',
  ),
  ENGINE_HISTORY_MB: megabytes(
    64,
    'what the local engine keeps of earlier versions of documents, at most for an hour; the oldest go first',
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
