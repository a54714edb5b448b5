import { describe, expect, test } from 'vitest';
import { createLog, type LogSettings, traceFields } from '../../../functions/common/process/log.ts';

const json: LogSettings = { LOG_LEVEL: 'trace', LOG_FORMAT: 'json' };

function logInto(settings: LogSettings = json): {
  log: ReturnType<typeof createLog>;
  entries: () => unknown[];
} {
  const lines: string[] = [];
  const log = createLog('save', settings, { write: (line) => void lines.push(line) });
  return { log, entries: () => lines.map((line): unknown => JSON.parse(line)) };
}

describe('a log entry', () => {
  test('is one JSON object a line with severity, message, time and the stage', () => {
    const lines: string[] = [];
    const log = createLog('save', json, { write: (line) => void lines.push(line) });
    log.info({ posts: 3 }, 'saved\nover two lines');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^[^\n]+\n$/);
    const entry: unknown = JSON.parse(lines[0] ?? '');
    expect(entry).toEqual({
      severity: 'INFO',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      stage: 'save',
      pid: process.pid,
      posts: 3,
      message: 'saved\nover two lines',
    });
  });

  test('has the Cloud Logging severity of its level', () => {
    const { log, entries } = logInto();
    for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) log[level](level);
    expect(entries().map((entry) => (entry as { severity: string }).severity)).toEqual([
      'DEBUG',
      'DEBUG',
      'INFO',
      'WARNING',
      'ERROR',
      'CRITICAL',
    ]);
  });

  test('below the configured level is not written', () => {
    const { log, entries } = logInto({ ...json, LOG_LEVEL: 'warn' });
    log.info('no');
    log.warn('yes');
    expect(entries()).toMatchObject([{ severity: 'WARNING', message: 'yes' }]);
    const silent = logInto({ ...json, LOG_LEVEL: 'silent' });
    silent.log.fatal('no');
    expect(silent.entries()).toEqual([]);
  });

  test('of an error has its message and stack', () => {
    const { log, entries } = logInto();
    log.error({ err: new TypeError('broken', { cause: new Error('below') }) }, 'it failed');
    log.error(new TypeError('alone'));
    expect(entries()).toMatchObject([
      {
        message: 'it failed',
        err: { type: 'TypeError', stack: expect.stringContaining('below') },
      },
      { message: 'alone', err: { type: 'TypeError', stack: expect.stringContaining('TypeError: alone') } },
    ]);
  });

  test('refers to its trace in the fields that Cloud Logging reads', () => {
    const { log, entries } = logInto();
    const trace = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', sampled: true };
    log.child(traceFields('demo-project', trace)).info('accepted');
    expect(entries()).toMatchObject([
      {
        'logging.googleapis.com/trace': 'projects/demo-project/traces/4bf92f3577b34da6a3ce929d0e0e4736',
        'logging.googleapis.com/spanId': '00f067aa0ba902b7',
        'logging.googleapis.com/trace_sampled': true,
      },
    ]);
  });
});
