/**
 * Loaded into a process before its own code (`node --import`): at SIGUSR2 it takes all file descriptors that
 * the process may have, for FAULTS_DESCRIPTORS milliseconds, as a leak or a flood of connections would. The
 * limit itself is set by whoever starts the process.
 */
import { closeSync, openSync } from 'node:fs';

/** What is closed meanwhile is taken too, so soon, in milliseconds. */
const AGAIN_MS = 20;

const taken: number[] = [];
const takeAll = (): void => {
  try {
    for (;;) taken.push(openSync('/dev/null', 'r'));
  } catch {
    // There are none left.
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
