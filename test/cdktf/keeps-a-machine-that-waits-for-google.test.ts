import { expect, test } from 'vitest';
import { createLiveness } from '../../cdktf/machine/liveness.ts';

const MINUTE = 60_000;

function watched() {
  let now = 0;
  const liveness = createLiveness(() => now);
  return {
    liveness,
    /** Polls every 5 s, as the health check of a machine does. */
    during(minutes: number, answer: Parameters<typeof liveness.note>[1]): void {
      const end = now + minutes * MINUTE;
      for (; now < end; now += 5_000) liveness.note('save', answer);
    },
  };
}

test('a daemon that reports itself unhealthy for hours keeps its machine', () => {
  const { liveness, during } = watched();
  during(180, 'answered');
  expect(liveness.problems()).toEqual([]);
});

test('a daemon that cannot start for lack of credentials keeps its machine', () => {
  const { liveness, during } = watched();
  during(180, 'refused');
  expect(liveness.problems()).toEqual([]);
});

test('a daemon that hangs has its machine replaced after two minutes', () => {
  const { liveness, during } = watched();
  during(1.9, 'silent');
  expect(liveness.problems()).toEqual([]);
  during(0.3, 'silent');
  expect(liveness.problems()).toEqual([
    'save: accepts connections, but has answered no request for 2 minutes',
  ]);
});

test('a daemon that answers again keeps its machine', () => {
  const { liveness, during } = watched();
  during(10, 'silent');
  during(0.1, 'answered');
  expect(liveness.problems()).toEqual([]);
  during(1, 'silent');
  expect(liveness.problems()).toEqual([]);
});
