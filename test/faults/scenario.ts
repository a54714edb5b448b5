/** What a scenario is given, and what it comes to. */
import type { IdentifiedPost } from '../../functions/common/domain/post.ts';
import type { SeededRandom } from '../support/random.ts';

export type Scenario = (setting: ScenarioSetting) => Promise<ScenarioOutcome>;

/** What every scenario is given. */
export interface ScenarioSetting {
  readonly name: string;
  readonly seed: number;
  readonly posts: readonly IdentifiedPost[];
  readonly random: SeededRandom;
  readonly pubsubHost: string;
  readonly firestoreHost: string;
  readonly logFolder: string;
  /**
   * How the daemons receive: by streams as in the cloud, or by unary pull, as with the emulator by default.
   */
  readonly pullApi: 'streaming' | 'unary';
  /** The long form takes the times that the scenario is about; the short one takes less. */
  readonly isLong: boolean;
  readonly say: (line: string) => void;
}

/** What a scenario came to; it passed when there is no problem. */
export interface ScenarioOutcome {
  readonly problems: readonly string[];
  readonly figures: Readonly<Record<string, unknown>>;
}

/** The same outcome with what a scenario found wrong besides. */
export function withProblems(outcome: ScenarioOutcome, problems: readonly string[]): ScenarioOutcome {
  return { ...outcome, problems: [...problems, ...outcome.problems] };
}
