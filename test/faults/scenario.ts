/** The input and the outcome of a scenario. */
import type { IdentifiedPost } from '../../functions/common/domain/post.ts';
import type { SeededRandom } from '../support/random.ts';

export type Scenario = (setting: ScenarioSetting) => Promise<ScenarioOutcome>;

/** The input of every scenario. */
export interface ScenarioSetting {
  readonly name: string;
  readonly seed: number;
  readonly posts: readonly IdentifiedPost[];
  readonly random: SeededRandom;
  readonly pubsubHost: string;
  readonly firestoreHost: string;
  readonly logFolder: string;
  /** How the daemons receive: by streams as in the cloud, or by unary pull as with the emulator. */
  readonly pullApi: 'streaming' | 'unary';
  /** The long form uses realistic durations; the short one uses shorter ones. */
  readonly isLong: boolean;
  readonly say: (line: string) => void;
}

/** The outcome of a scenario. It passed when there are no problems. */
export interface ScenarioOutcome {
  readonly problems: readonly string[];
  readonly figures: Readonly<Record<string, unknown>>;
}

/** The outcome with further problems that the scenario found itself. */
export function withProblems(outcome: ScenarioOutcome, problems: readonly string[]): ScenarioOutcome {
  return { ...outcome, problems: [...problems, ...outcome.problems] };
}
