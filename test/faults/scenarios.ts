/** All scenarios by name. */
import { killExtract, killPool, killSave } from './scenarios/kills.ts';
import type { Outcome, Setting } from './world.ts';

export type Scenario = (setting: Setting) => Promise<Outcome>;

export const scenarios: Readonly<Record<string, Scenario>> = {
  'kill-pool': killPool,
  'kill-extract': killExtract,
  'kill-save': killSave,
};
