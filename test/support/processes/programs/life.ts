/** A process whose life follows its argument, for the tests of lifecycle. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ExplainedError } from '../../../../functions/common/process/exit-codes.ts';
import { aborted, type Life, runProcess } from '../../../../functions/common/process/lifecycle.ts';
import { createLog } from '../../../../functions/common/process/log.ts';

const never = (): Promise<never> => new Promise(() => undefined);

function part(name: string, life: Life, dispose: () => Promise<void> = async () => undefined): void {
  life.parts.defer(async () => {
    console.log(`${name} closes`);
    await dispose();
    console.log(`${name} closed`);
  });
}

async function untilStopped(life: Life): Promise<void> {
  // Keeps the process alive until it is cleared, as the server of a daemon does.
  const alive = setInterval(() => undefined, 1_000);
  console.log('ready');
  await aborted(life.stopping);
  clearInterval(alive);
}

const lives: Readonly<Record<string, (life: Life) => Promise<number | undefined>>> = {
  async drains(life) {
    part('client', life);
    part('pool', life, async () => void (await sleep(200)));
    part('subscriber', life);
    await untilStopped(life);
    console.log('finishing');
    return undefined;
  },
  async prints() {
    process.stdout.write(`${'x'.repeat(1_000_000)}\n`);
    console.error('all written');
    return undefined;
  },
  async slow(life) {
    part('pool', life, async () => void (await sleep(60_000)));
    await untilStopped(life);
    return undefined;
  },
  async hangs(life) {
    part('pool', life, never);
    await untilStopped(life);
    return undefined;
  },
  async hangsInMain(life) {
    await untilStopped(life);
    return never();
  },
  async returns() {
    return 1;
  },
  async explains(life) {
    part('client', life);
    throw new ExplainedError('There is no emulator. Start one.', 69);
  },
  async explainsLater() {
    setTimeout(() => {
      throw new ExplainedError('The emulator is gone. Start it again.', 69);
    });
    return never();
  },
  async fails(life) {
    part('client', life);
    throw new TypeError('a fault of ours');
  },
  async throwsLater() {
    setTimeout(() => {
      throw new TypeError('a fault of ours');
    });
    return never();
  },
  async rejectsLater() {
    setTimeout(() => void Promise.reject(new TypeError('a fault of ours')));
    return never();
  },
  async failsToClose(life) {
    part('client', life);
    part('pool', life, () => Promise.reject(new TypeError('a fault of ours')));
    return undefined;
  },
};

const life = lives[process.argv[2] ?? ''];
if (life === undefined) throw new Error(`no such life: ${process.argv[2]}`);
const log = createLog('fixture', { LOG_LEVEL: 'info', LOG_FORMAT: 'json' });
await runProcess({ log, drainTimeoutMs: Number(process.argv[3] ?? 60_000) }, life);
