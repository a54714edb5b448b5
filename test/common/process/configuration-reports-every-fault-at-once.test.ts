import { describe, expect, test } from 'vitest';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { oneOf, text, wholeNumber } from '../../../functions/common/process/setting.ts';
import {
  commonSettings,
  daemonSettings,
  defaultPoolSize,
  type Environment,
  firestoreSettings,
  port,
  readConfig,
} from '../../../functions/common/process/settings.ts';
import { runProgram } from '../../support/processes/run-program.ts';

const shape = { ...commonSettings, ...firestoreSettings, ...daemonSettings, PORT: port(8091) };
const project = { GOOGLE_CLOUD_PROJECT: 'demo-project' };

function faultOf(read: () => unknown): ExplainedError {
  try {
    read();
  } catch (error) {
    if (error instanceof ExplainedError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

const messageFor = (environment: Environment): string =>
  faultOf(() => readConfig(shape, environment)).message;

test('an unset or empty variable has its default', () => {
  const defaults = {
    GOOGLE_CLOUD_PROJECT: 'demo-project',
    NAME_PREFIX: '',
    LOG_LEVEL: 'info',
    SERVICE_ACCOUNT: '',
    LEASE_SECONDS: 60,
    PULL_API: 'auto',
    LOG_FORMAT: 'auto',
    FIRESTORE_DATABASE: '(default)',
    DRAIN_TIMEOUT_MS: 30_000,
    STREAM_SILENCE_MS: 120_000,
    HOST: '127.0.0.1',
    PORT: 8_091,
    PUBLISH_TIMEOUT_MS: 60_000,
  };
  expect(readConfig(shape, project)).toEqual(defaults);
  expect(
    readConfig(shape, { ...project, PORT: '', LOG_LEVEL: '', PUBSUB_EMULATOR_HOST: '', OTHER: 'x' }),
  ).toEqual(defaults);
});

test('all errors are reported at once, with variable, value and allowed values', () => {
  const error = faultOf(() =>
    readConfig(
      {
        ...shape,
        API_KEY: text({
          description: 'a key',
          allowed: '64 hexadecimal digits',
          pattern: /^[0-9a-f]{64}$/,
          secret: true,
        }),
      },
      {
        PORT: '70000',
        LOG_LEVEL: 'loud',
        PUBSUB_EMULATOR_HOST: 'http://x:1',
        API_KEY: 'hunter2',
        DRAIN_TIMEOUT_MS: '1e3',
      },
    ),
  );
  expect(error.exitCode).toBe(ExitCode.config);
  expect(error.exitCode).toBe(78);
  expect(error.message.split('\n')).toEqual([
    'The configuration is wrong:',
    '  GOOGLE_CLOUD_PROJECT is not set; it must be a Google Cloud project id: 6 to 30 lower-case letters, digits and hyphens, beginning with a letter',
    '  PUBSUB_EMULATOR_HOST is "http://x:1"; it must be host:port of a running emulator, for example localhost:8085',
    '  LOG_LEVEL is "loud"; it must be one of fatal, error, warn, info, debug, trace, silent',
    '  DRAIN_TIMEOUT_MS is "1e3"; it must be a whole number of milliseconds from 0 to 600000',
    '  PORT is "70000"; it must be a whole number from 0 to 65535',
    '  API_KEY has a value that is not shown, because it is secret; it must be 64 hexadecimal digits',
  ]);
});

describe('a whole number', () => {
  const read = (value: string) =>
    readConfig({ N: wholeNumber({ min: 1, max: 16, description: 'a number' }) }, { N: value }).N;

  test('may be any in its range', () => {
    expect([read('1'), read('16'), read('007')]).toEqual([1, 16, 7]);
  });

  test.each(['0', '17', '-1', '+1', '1.5', '1e1', '0x1', ' 1', '1\n', 'NaN', '١'])('is not %j', (value) => {
    expect(() => read(value)).toThrow(ExplainedError);
  });

  test('without a default is required', () => {
    expect(() => readConfig({ N: wholeNumber({ min: 1, max: 16, description: 'a number' }) }, {})).toThrow(
      'N is not set; it must be',
    );
  });
});

test('a choice accepts exactly its words', () => {
  const words = { COLOUR: oneOf(['red', 'blue'], 'blue', 'a colour') };
  expect(readConfig(words, {}).COLOUR).toBe('blue');
  expect(() => readConfig(words, { COLOUR: 'Red' })).toThrow('COLOUR is "Red"; it must be one of red, blue');
});

test.each(['localhost:8085', '127.0.0.1:1', '[::1]:8085', 'emulators.internal:65535'])(
  'an emulator host may be %s',
  (host) => {
    expect(readConfig(shape, { ...project, FIRESTORE_EMULATOR_HOST: host }).FIRESTORE_EMULATOR_HOST).toBe(
      host,
    );
  },
);

test.each([
  'localhost',
  ':8085',
  'localhost:',
  'localhost:x',
  'localhost:99999',
  'localhost:0',
  'a b:1',
  'localhost:8085/',
])('an emulator host is not %j', (host) => {
  expect(messageFor({ ...project, FIRESTORE_EMULATOR_HOST: host })).toContain('FIRESTORE_EMULATOR_HOST is ');
});

test.each(['short', 'Upper-case', '1-digit-first', 'ends-with-', 'x'.repeat(31)])(
  '%s is no project id',
  (id) => {
    expect(messageFor({ GOOGLE_CLOUD_PROJECT: id })).toContain('GOOGLE_CLOUD_PROJECT is ');
  },
);

test('the pool has at least one process', () => {
  expect(defaultPoolSize()).toBeGreaterThanOrEqual(1);
});

test('a process with an invalid configuration says so and ends with 78', async () => {
  const run = runProgram('service.ts', { LOG_LEVEL: 'loud', PORT: 'x' });
  expect(await run.ended).toEqual({ code: 78, signal: null });
  expect(run.output()).toContain('GOOGLE_CLOUD_PROJECT is not set');
  expect(run.output()).toContain('LOG_LEVEL is \\"loud\\"');
  expect(run.output()).toContain('PORT is \\"x\\"');
  expect(run.output()).not.toContain('stack');
  expect(run.output()).not.toContain('main runs');
});
