/** Preloaded into an extract daemon. Makes its pool run `poison-worker.ts` instead of the real script. */
import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';

const script = fileURLToPath(new URL('./poison-worker.ts', import.meta.url));
const { pool } = workerpool;
workerpool.pool = ((_script: string, options) => pool(script, options)) as typeof pool;
