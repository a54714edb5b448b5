import { describe, expect, it } from 'vitest';
import { type GroupRules, rateAt, simulateDay, type Traffic, wanted } from './group.ts';

const rules: GroupRules = {
  machineRate: 1_000,
  waitingPerMachine: 60_000,
  processorTarget: 0.8,
  initializationS: 180,
  scaleIn: { machines: 1, windowS: 600 },
  least: 1,
  most: 10,
};
const calm: Traffic = { postsADay: 8_640_000, swing: 0, burstTimes: 1, burstAtS: 0, burstSeconds: 0 };

describe('the autoscaler', () => {
  it('follows the signal that asks for the most machines, within its limits', () => {
    expect(wanted(rules, { waiting: 0, busy: 0, ready: 1 })).toBe(1);
    expect(wanted(rules, { waiting: 150_000, busy: 0.1, ready: 1 })).toBe(3);
    expect(wanted(rules, { waiting: 0, busy: 1, ready: 4 })).toBe(5);
    expect(wanted(rules, { waiting: 9_000_000, busy: 1, ready: 4 })).toBe(10);
  });
});

describe('a day', () => {
  it('needs one machine all day for a tenth of its capacity', () => {
    expect(simulateDay(calm, rules)).toEqual({
      oldestS: 0,
      p99S: 0,
      overTenMinutesS: 0,
      mostMachines: 1,
      machineHours: 24,
    });
  });

  it('grows for a burst, keeps posts waiting for some minutes at most, and shrinks again', () => {
    const burst = { ...calm, burstTimes: 40, burstAtS: 30_000, burstSeconds: 900 };
    const day = simulateDay(burst, rules);
    expect(day.mostMachines).toBeGreaterThan(3);
    expect(day.oldestS).toBeGreaterThan(60);
    expect(day.oldestS).toBeLessThan(900);
    expect(day.machineHours).toBeLessThan(24 + 10);
  });

  it('falls behind when the group may not grow', () => {
    const busy = { ...calm, postsADay: 2 * 86_400_000 };
    expect(simulateDay(busy, { ...rules, most: 1 }).oldestS).toBeGreaterThan(40_000);
  });

  it('has traffic with the given mean rate, and the burst in addition', () => {
    const traffic = { ...calm, swing: 0.6, burstTimes: 5, burstAtS: 36_000, burstSeconds: 600 };
    expect(rateAt(traffic, 0)).toBeCloseTo(40);
    expect(rateAt(traffic, 43_200)).toBeCloseTo(160);
    expect(rateAt(traffic, 36_000)).toBeCloseTo(5 * rateAt({ ...traffic, burstTimes: 1 }, 36_000));
  });
});
