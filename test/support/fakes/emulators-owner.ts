/**
 * A process that owns emulators on a fake machine: prints their hosts and stays, whatever Ctrl-C says.
 * Arguments: the machine's folder, the two ports.
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
// Before it says that it is up: what is said brings the signal.
process.on('SIGINT', () => process.stdout.write('interrupted\n'));
process.stdout.write(`${JSON.stringify({ pubsubHost, firestoreHost })}\n`);
