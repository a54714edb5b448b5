/**
 * A process that owns emulators on a fake machine. Prints their hosts and ignores Ctrl-C. Arguments: the
 * machine's folder, the two ports.
 */
import { join } from 'node:path';
import { startEmulators } from '../../../emulators/emulators.ts';
import { createLog } from '../../../functions/common/process/log.ts';
import { systemIn } from './fake-emulators.ts';

const [folder = '', pubsubPort, firestorePort] = process.argv.slice(2);
const { pubsubHost, firestoreHost } = await startEmulators({
  environment: process.env,
  projectId: 'demo-test',
  pubsubPort: Number(pubsubPort),
  firestorePort: Number(firestorePort),
  log: createLog('test', { LOG_LEVEL: 'info', LOG_FORMAT: 'json' }),
  system: systemIn(folder),
  state: join(folder, 'state'),
});
// Registered before the output, because the output makes the test send the signal.
process.on('SIGINT', () => process.stdout.write('interrupted\n'));
process.stdout.write(`${JSON.stringify({ pubsubHost, firestoreHost })}\n`);
