import { expect, test } from 'vitest';
import { type CloudService, explainFailure, explaining } from '../../../functions/common/cloud/explain.ts';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

const emulator: CloudService = { name: 'Firestore', emulatorHost: 'localhost:8086' };
const cloud: CloudService = { name: 'Pub/Sub', emulatorHost: undefined };
const grpcError = (code: number, message: string): Error => Object.assign(new Error(message), { code });

test.each([
  [
    emulator,
    14,
    '14 UNAVAILABLE: No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:8086. Resolution note: ',
    /emulator at localhost:8086 \(FIRESTORE_EMULATOR_HOST\) does not answer: nothing listens on 127\.0\.0\.1:8086\. Start it/,
  ],
  [cloud, 14, 'No connection established', /^Pub\/Sub does not answer: No connection.*status\.cloud\.google/],
  [cloud, 4, 'Deadline exceeded', /^Pub\/Sub does not answer/],
  [cloud, 16, 'who are you', /gcloud auth application-default login/],
  [cloud, 2, 'Could not load the default credentials', /gcloud auth application-default login/],
  [cloud, 7, 'User not authorized', /^Pub\/Sub denies access: User not authorized.*a role/],
] as const)('%j, code %i, "%s" is explained', (service, code, message, expected) => {
  const explained = explainFailure(service, grpcError(code, message));
  expect(explained).toBeInstanceOf(ExplainedError);
  expect(explained).toMatchObject({
    exitCode: ExitCode.unavailable,
    message: expect.stringMatching(expected),
  });
});

test('an error that a person cannot fix, or that is explained already, stays unchanged', async () => {
  for (const error of [grpcError(3, 'invalid'), new TypeError('ours'), new ExplainedError('before', 1)]) {
    expect(explainFailure(cloud, error)).toBe(error);
    await expect(explaining(cloud, Promise.reject(error))).rejects.toBe(error);
  }
});

test('a call without an answer is given up after the deadline, and one with an answer is not', async () => {
  const clock = virtualClock();
  await expect(
    clock.during(explaining(emulator, new Promise(() => undefined), { clock, deadlineMs: 10_000 })),
  ).rejects.toMatchObject({
    exitCode: ExitCode.unavailable,
    message: expect.stringMatching(/waited for 10 s/),
  });
  expect(await explaining(emulator, Promise.resolve(7), { clock, deadlineMs: 10_000 })).toBe(7);
});
