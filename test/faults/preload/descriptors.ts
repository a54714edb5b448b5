/**
 * Preloaded into a process (`node --import`). At SIGUSR2 it takes all file descriptors of the process for
 * FAULTS_DESCRIPTORS milliseconds, as a leak or a flood of connections does. The parent process sets the
 * limit of descriptors.
 */
import { closeSync, openSync } from 'node:fs';

/** Milliseconds between attempts to take descriptors that were closed meanwhile. */
const AGAIN_MS = 20;

const taken: number[] = [];
const takeAll = (): void => {
  try {
    for (;;) taken.push(openSync('/dev/null', 'r'));
  } catch {
    // None are left.
  }
};

process.on('SIGUSR2', () => {
  takeAll();
  const taking = setInterval(takeAll, AGAIN_MS);
  setTimeout(() => {
    clearInterval(taking);
    for (const descriptor of taken.splice(0)) closeSync(descriptor);
  }, Number(process.env.FAULTS_DESCRIPTORS));
});
