import './timers.ts';
import { describe } from 'vitest';
import { expectAllHolds } from './expect-all-holds.ts';

describe('each accepted post is counted once or is a dead letter, and each roll-up equals the sum of its days', () => {
  expectAllHolds(501, 500);
});
