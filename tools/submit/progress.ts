/** Shows how far it is: a bar on a terminal, plain lines every few seconds elsewhere. */
import { Presets, SingleBar } from 'cli-progress';
import type { Clock } from '../../functions/common/process/runtime.ts';

/** What is shown; read anew each time. */
export interface Now {
  readonly accepted: number;
  readonly rejected: number;
  /** Bytes of input that are done with. */
  readonly bytes: number;
  /** How much of the input is done with, 0 to 1; undefined where that cannot be known. */
  readonly fraction: number | undefined;
}

export interface Progress extends Disposable {
  /** Prints a line for people, without disturbing the bar. */
  note(line: string): void;
}

const BAR_MS = 200;
const LINE_MS = 5_000;

/** Shows progress on a stream until disposed of. */
export function openProgress(stream: NodeJS.WriteStream, now: () => Now, clock: Clock): Progress {
  const startedAt = clock.monotonic();
  const beganWith = now().fraction ?? 0;
  const describe = (): string => describeProgress(now(), beganWith, (clock.monotonic() - startedAt) / 1_000);
  if (!stream.isTTY) {
    const timer = clock.every(LINE_MS, () => stream.write(`${describe()}\n`));
    return { note: (line) => stream.write(`${line}\n`), [Symbol.dispose]: timer.cancel };
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
  const draw = (): { readonly text: string } => {
    const { fraction } = now();
    return { text: `${fraction === undefined ? '' : `${barOf(fraction)} `}${describe()}` };
  };
  bar.start(1, 0, draw());
  const timer = clock.every(BAR_MS, () => bar.update(0, draw()));
  return {
    note(line) {
      stream.write(`\r\u001b[K${line}\n`);
      bar.update(0, draw());
    },
    [Symbol.dispose]() {
      timer.cancel();
      bar.stop();
    },
  };
}

const BAR_WIDTH = 24;

function barOf(fraction: number): string {
  const full = Math.round(Math.min(1, fraction) * BAR_WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)}`;
}

/**
 * Progress in words.
 * @param beganWith the fraction at the beginning of this run
 * @param seconds how long this run has taken
 */
export function describeProgress(now: Now, beganWith: number, seconds: number): string {
  const perSecond = (amount: number): number => (seconds > 0 ? amount / seconds : 0);
  const parts = [
    now.fraction === undefined ? '' : `${Math.floor(now.fraction * 100)} %`,
    `${now.accepted.toLocaleString('en')} posts`,
    `${Math.round(perSecond(now.accepted + now.rejected)).toLocaleString('en')} posts/s`,
    `${(perSecond(now.bytes) / 1e6).toFixed(1)} MB/s`,
    `${now.rejected.toLocaleString('en')} rejected`,
    etaOf(now.fraction, beganWith, seconds),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function etaOf(fraction: number | undefined, beganWith: number, seconds: number): string {
  if (fraction === undefined || fraction <= beganWith) return '';
  const left = Math.round(((1 - fraction) / (fraction - beganWith)) * seconds);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const clock = `${Math.floor(left / 60) % 60}:${pad(left % 60)}`;
  return `ETA ${left < 3_600 ? clock : `${Math.floor(left / 3_600)}:${clock.padStart(5, '0')}`}`;
}
