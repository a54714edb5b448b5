import { describe, expect, it } from 'vitest';
import { capacityOf, predict, scaled } from './machine-model.ts';
import { FIGURES, middleOf, partsOf6f4ad57, RATIOS, T2D, XEON } from './parts.ts';

const parts = partsOf6f4ad57(XEON);

describe('the model of a machine', () => {
  it.each(FIGURES)('reproduces within 15 %: $what', ({ setup, measured }) => {
    const off = predict(XEON, parts, setup).postsPerSecond / middleOf(measured) - 1;
    expect(Math.abs(off)).toBeLessThan(0.15);
  });

  it('finds the limit in the thread of a single save daemon, and in the processors with two', () => {
    const setup = { poolProcesses: 15, extractDaemons: 1, hasEmulators: true };
    expect(predict(XEON, parts, { ...setup, saveDaemons: 1 }).limit).toBe('save daemon');
    expect(predict(XEON, parts, { ...setup, saveDaemons: 2 }).limit).toBe('processors');
  });

  it('adds the pair yield for the second thread of a core, and nothing for further threads', () => {
    expect(capacityOf(XEON, 5)).toBe(5);
    expect(capacityOf(XEON, 8)).toBe(8);
    expect(capacityOf(XEON, 16)).toBeCloseTo(8 + 8 * XEON.pairYield);
    expect(capacityOf(XEON, 30)).toBe(capacityOf(XEON, 16));
    expect(capacityOf(T2D, 16)).toBe(16);
  });

  it('scales the rate with the cost of the parts where processors are the limit', () => {
    const bare = { poolProcesses: 15, extractDaemons: 0, saveDaemons: 0, hasEmulators: false };
    const half = predict(XEON, scaled(parts, { pool: 0.5, extract: 1, save: 1 }), bare).postsPerSecond;
    expect(half / predict(XEON, parts, bare).postsPerSecond).toBeCloseTo(2);
  });

  it('has room for both daemons of this version beside a full pool', () => {
    const deployed = { poolProcesses: 15, extractDaemons: 1, saveDaemons: 1, hasEmulators: false };
    expect(predict(T2D, scaled(parts, RATIOS), deployed).limit).toBe('processors');
  });
});
