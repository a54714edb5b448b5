/**
 * Structured logs in Cloud Logging's format (https://cloud.google.com/logging/docs/structured-logging), one
 * JSON object a line on standard error; standard output is kept for results. On a terminal they are printed
 * for people.
 */
import { type DestinationStream, type Logger, pino } from 'pino';
import { type PrettyOptions, prettyFactory } from 'pino-pretty';
import { printableValue } from './printable.ts';
import type { Trace } from './trace.ts';

export type Log = Logger;

const severities: Readonly<Record<string, string>> = {
  trace: 'DEBUG',
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
  fatal: 'CRITICAL',
};

/** The settings that say how to log, as `commonSettings` reads them. */
export interface LogSettings {
  readonly LOG_LEVEL: string;
  readonly LOG_FORMAT: string;
}

/**
 * Makes the logger of a process.
 * @param service what the log entries are filed under: the stage's name
 * @param destination where the lines go; standard error by default
 */
export function createLog(service: string, settings: LogSettings, destination?: DestinationStream): Log {
  const forPeople =
    settings.LOG_FORMAT === 'pretty' || (settings.LOG_FORMAT === 'auto' && process.stderr.isTTY);
  if (forPeople && destination === undefined) {
    const stream = prettyStream({ ignore: 'pid,hostname,stage', messageFormat: '{stage}: {msg}' });
    return pino({ level: settings.LOG_LEVEL, base: { stage: service } }, stream);
  }
  return pino(
    {
      level: settings.LOG_LEVEL,
      messageKey: 'message',
      base: { stage: service, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ severity: severities[label] ?? 'DEFAULT' }) },
    },
    destination ?? standardError(),
  );
}

/**
 * Makes the log of a command line: on standard error, the words and nothing else, because a person reads
 * them. `LOG_FORMAT` can ask for JSON or for time and level.
 */
export function createCommandLog(settings: LogSettings): Log {
  if (settings.LOG_FORMAT !== 'auto') return createLog('command', settings);
  const stream = prettyStream({ ignore: 'pid,hostname,time,level', colorize: false });
  return pino({ level: settings.LOG_LEVEL }, stream);
}

/**
 * Formats entries for people. They contain text from senders, so every string is made printable before it
 * gets colours.
 */
function prettyStream(options: PrettyOptions): DestinationStream {
  const destination = standardError();
  const prettify = prettyFactory(options);
  return { write: (line) => destination.write(prettify(printableValue(JSON.parse(line)))) };
}

/**
 * Writes to standard error synchronously, because the last lines before an exit matter most. A full disk or a
 * missing reader costs log lines, but not the process, and memory only up to a bound.
 */
function standardError(): SonicBoom {
  const stream = pino.destination({ dest: 2, sync: true, maxLength: 1_000_000 });
  stream.on('error', () => undefined);
  return stream;
}

type SonicBoom = ReturnType<typeof pino.destination>;

/** The fields by which Cloud Logging shows an entry beside its trace. */
export function traceFields(project: string, trace: Trace): Record<string, string | boolean> {
  return {
    'logging.googleapis.com/trace': `projects/${project}/traces/${trace.traceId}`,
    'logging.googleapis.com/spanId': trace.spanId,
    'logging.googleapis.com/trace_sampled': trace.sampled,
  };
}
