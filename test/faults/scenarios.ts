/** All scenarios by name. */
import type { Scenario } from './scenario.ts';
import { killBetweenDays, midnight, twoSavers } from './scenarios/days.ts';
import { manyDaemons, thrice } from './scenarios/deliveries.ts';
import { engineFull, killEngine } from './scenarios/engine.ts';
import { firestoreAway, firestoreErrors } from './scenarios/firestore.ts';
import { daemonsStopped, firestoreEmptied, topicsGone } from './scenarios/gone.ts';
import { killExtract, killPool, killSave } from './scenarios/kills.ts';
import { clockSteps, descriptorsGone, diskFull, terminate } from './scenarios/machine.ts';
import { odd } from './scenarios/odd-posts.ts';
import { poison } from './scenarios/poison.ts';
import { proxyNamed, pubsubAway, slowNetwork } from './scenarios/pubsub.ts';
import { forgetBesideRollUps, rollUpKilled } from './scenarios/roll-ups.ts';

export const scenarios: Readonly<Record<string, Scenario>> = {
  'kill-pool': killPool,
  'kill-extract': killExtract,
  'kill-save': killSave,
  'many-daemons': manyDaemons,
  thrice,
  'firestore-away': firestoreAway,
  'firestore-errors': firestoreErrors,
  'pubsub-away': pubsubAway,
  poison,
  terminate,
  'clock-steps': clockSteps,
  'disk-full': diskFull,
  'descriptors-gone': descriptorsGone,
  'slow-network': slowNetwork,
  'odd-posts': odd,
  'two-savers': twoSavers,
  midnight,
  'kill-between-days': killBetweenDays,
  'roll-up-killed': rollUpKilled,
  'forget-beside-roll-ups': forgetBesideRollUps,
  'kill-engine': killEngine,
  'engine-full': engineFull,
  'proxy-named': proxyNamed,
  'daemons-stopped': daemonsStopped,
  'topics-gone': topicsGone,
  'firestore-emptied': firestoreEmptied,
};
