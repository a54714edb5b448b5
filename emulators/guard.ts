/**
 * Runs one emulator and ends with its parent. The parent holds the other end of standard input. When the
 * parent ends, even by kill -9, the kernel closes it, and this process ends the emulator. It leads its own
 * process group, so that Ctrl-C on a terminal reaches the pipeline, which drains while the
 * emulators still answer.
 *
 * Prints `{"pid"}` once the emulator is started, `{"exit"}` when it ended without an order, `{"error"}` when
 * it could not be started.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { kill } from '../functions/common/process/kill.ts';
import type { GuardEvent, GuardOrder } from './guarded.ts';
import { descendantsOf, othersInGroup } from './processes.ts';

/** The time that a command gets to end its own processes. */
const GRACE_MS = 10_000;
/** How long a killed emulator may take to be gone. */
const LAST_WAIT_MS = 5_000;
const POLL_MS = 20;

const order: GuardOrder = JSON.parse(process.argv[2] ?? '{}');
const log = openSync(order.log, 'a');
let isWaiting = false;
const child = spawn(order.command, [...order.args], {
  stdio: ['ignore', log, log],
  // .cmd files of Windows run in a shell only.
  shell: process.platform === 'win32',
});

// The parent may be gone: nobody reads then.
process.stdout.on('error', () => undefined);
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('SIGTERM', takeDown);
process.stdin.on('end', takeDown).on('error', takeDown).resume();

child.on('spawn', () => tell({ pid: child.pid ?? 0 }));
child.on('error', (error) => {
  tell({ error: error.message });
  process.exitCode = 1;
  process.stdin.destroy();
});
child.on('exit', (code, signal) => {
  tell({ exit: signal ?? String(code) });
  end();
});

function tell(event: GuardEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function takeDown(): void {
  if (!order.endsItsOwn || child.exitCode !== null) {
    end();
    return;
  }
  child.kill('SIGTERM');
  setTimeout(end, GRACE_MS);
}

/** Nothing is worth a graceful end: the emulators keep all they have in memory. */
function end(): void {
  if (order.container !== undefined)
    spawnSync(order.container.docker, ['rm', '--force', order.container.name], { stdio: 'ignore' });
  if (process.platform === 'win32') {
    if (child.pid !== undefined)
      execFileSync('taskkill', ['/PID', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    process.exit();
  }
  descendantsOf(process.pid).forEach(kill);
  // A process that waits for this one expects the emulator's port to be free. It is free once the emulator
  // has ended, and its ending calls this function again.
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null && !isWaiting) {
    isWaiting = true;
    setTimeout(end, LAST_WAIT_MS);
    return;
  }
  void endGroup();
}

/**
 * Ends the rest of the process group, which still holds processes that were orphaned before. This process
 * ends when it is alone in the group, so that the ports are free for those that waited for its end.
 */
async function endGroup(): Promise<void> {
  const giveUpAt = performance.now() + LAST_WAIT_MS;
  for (;;) {
    const others = othersInGroup(process.pid);
    if (others.length === 0 || performance.now() > giveUpAt) break;
    others.forEach(kill);
    await sleep(POLL_MS);
  }
  process.kill(-process.pid, 'SIGKILL');
}
