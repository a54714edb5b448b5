/** Shows how far it is: a bar on a terminal, plain lines every few seconds elsewhere. */
import { Presets, SingleBar } from 'cli-progress';
import { counted, grouped } from '../../functions/common/domain/quantities.ts';
import { printable } from '../../functions/common/process/printable.ts';
import type { Clock, Timer } from '../../functions/common/process/runtime.ts';

/** Before that, a rate mostly reflects new connections and cold caches. */
export const RATE_AFTER_S = 10;

/** The numbers on display, read again for each refresh. */
export interface Now {
  readonly accepted: number;
  readonly rejected: number;
  /** Whether nothing is sent: speed then says nothing about the pipeline. */
  readonly isDryRun: boolean;
  /** Bytes of input that are fully processed. */
  readonly bytes: number;
  /** How much of the input is done with, 0 to 1; undefined where that cannot be known. */
  readonly fraction: number | undefined;
}

/** Where it is shown: standard error. */
export interface ProgressStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Progress extends Disposable {
  /** Prints a line for people, made printable, without disturbing the bar. */
  note(line: string): void;
}

const BAR_MS = 200;
const LINE_MS = 5_000;
/** The width assumed for a terminal that does not report one. */
const COLUMNS = 80;
/** These end the bar: a terminal shows ^C in its line, and the log line about it would follow behind it. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Shows progress on a stream until disposed of, or a signal comes; then lines take the place of the bar. */
export function openProgress(stream: ProgressStream, now: () => Now, clock: Clock): Progress {
  const startedAt = clock.monotonic();
  const beganWith = now().fraction ?? 0;
  const seconds = (): number => (clock.monotonic() - startedAt) / 1_000;
  const lines = (): Timer =>
    clock.every(LINE_MS, () => stream.write(`${describeProgress(now(), beganWith, seconds())}\n`));
  if (!stream.isTTY) {
    const timer = lines();
    return { note: (line) => stream.write(`${printable(line)}\n`), [Symbol.dispose]: timer.cancel };
  }
  const bar = new SingleBar(
    {
      format: (_options, _parameters, payload: { readonly text: string }) => payload.text,
      stream,
      hideCursor: true,
      clearOnComplete: true,
      forceRedraw: true,
    },
    Presets.shades_classic,
  );
  const draw = (): { readonly text: string } => ({
    text: describeBar(now(), beganWith, seconds(), stream.columns ?? COLUMNS),
  });
  bar.start(1, 0, draw());
  let timer = clock.every(BAR_MS, () => bar.update(0, draw()));
  let isBar = true;
  const endBar = (): void => {
    if (!isBar) return;
    isBar = false;
    timer.cancel();
    bar.stop();
    timer = lines();
  };
  // Before the listener that logs the signal.
  for (const signal of signals) process.prependListener(signal, endBar);
  return {
    note(line) {
      const shown = printable(line);
      stream.write(isBar ? `\r\u001b[K${shown}\n` : `${shown}\n`);
      if (isBar) bar.update(0, draw());
    },
    [Symbol.dispose]() {
      for (const signal of signals) process.off(signal, endBar);
      endBar();
      timer.cancel();
    },
  };
}

const BAR_WIDTH = 24;
const LEAST_BAR_WIDTH = 8;

/** A bar with as much of the progress behind it as a line has room for. */
export function describeBar(now: Now, beganWith: number, seconds: number, columns: number): string {
  // Most terminals begin a new line with the character in the last column.
  const room = columns - 1;
  const parts = partsOf(now, beganWith, seconds);
  const barWidth = (): number =>
    now.fraction === undefined ? 0 : Math.min(BAR_WIDTH, room - joined(parts).length - 1);
  for (const part of droppable) {
    if (joined(parts).length <= room && (now.fraction === undefined || barWidth() >= LEAST_BAR_WIDTH)) break;
    delete parts[part];
  }
  const width = Math.max(0, barWidth());
  return width === 0 ? joined(parts) : `${barOf(now.fraction ?? 0, width)} ${joined(parts)}`;
}

function barOf(fraction: number, width: number): string {
  const full = Math.round(Math.min(1, fraction) * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
}

type Parts = Partial<Record<'percent' | 'posts' | 'rate' | 'speed' | 'rejected' | 'eta', string>>;

/** The parts that a narrow terminal drops, the least important first. */
const droppable = ['speed', 'rate', 'rejected', 'percent'] as const;

/**
 * Progress in words.
 * @param beganWith the fraction at the beginning of this run
 * @param seconds how long this run has taken
 */
export function describeProgress(now: Now, beganWith: number, seconds: number): string {
  return joined(partsOf(now, beganWith, seconds));
}

function partsOf(now: Now, beganWith: number, seconds: number): Parts {
  const hasRate = !now.isDryRun && seconds >= RATE_AFTER_S;
  const perSecond = (amount: number): number => amount / seconds;
  return {
    percent: now.fraction === undefined ? '' : `${Math.floor(now.fraction * 100)} %`,
    posts: counted(now.accepted, 'post'),
    rate: hasRate ? `${grouped(Math.round(perSecond(now.accepted + now.rejected)))} posts/s` : '',
    speed: hasRate ? `${(perSecond(now.bytes) / 1e6).toFixed(1)} MB/s` : '',
    rejected: `${grouped(now.rejected)} rejected`,
    eta: etaOf(now.fraction, beganWith, seconds),
  };
}

function joined({ percent, posts, rate, speed, rejected, eta }: Parts): string {
  return [percent, posts, rate, speed, rejected, eta]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}

function etaOf(fraction: number | undefined, beganWith: number, seconds: number): string {
  if (fraction === undefined || fraction <= beganWith || seconds <= 0) return '';
  const left = Math.round(((1 - fraction) / (fraction - beganWith)) * seconds);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const clock = `${Math.floor(left / 60) % 60}:${pad(left % 60)}`;
  return `ETA ${left < 3_600 ? clock : `${Math.floor(left / 3_600)}:${clock.padStart(5, '0')}`}`;
}
