/** Runs the show function on the server of functions-framework, on a free port. */
import { once } from 'node:events';
import { promisify } from 'node:util';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { pino } from 'pino';
import { takeOver } from '../../../functions/common/http/take-over.ts';
import { readConfig } from '../../../functions/common/process/settings.ts';
import { systemRuntime } from '../../../functions/common/process/system-runtime.ts';
import { openShow } from '../../../functions/show/open-show.ts';
import { showSettings } from '../../../functions/show/settings.ts';

export interface ServedShow extends AsyncDisposable {
  readonly url: string;
  /** The logged errors. */
  readonly errors: () => readonly string[];
}

let served = 0;

/** Serves the function. By default requests share nothing, so that each sees the last writes of a test. */
export async function serveShow(environment: Readonly<Record<string, string>>): Promise<ServedShow> {
  // The Firestore client reads this variable from the process itself.
  process.env.FIRESTORE_EMULATOR_HOST = environment.FIRESTORE_EMULATOR_HOST;
  const config = readConfig(showSettings, { SHOW_CACHE_MS: '0', ...environment });
  const errors: string[] = [];
  const log = pino({ level: 'error' }, { write: (line) => void errors.push(line) });
  const opened = openShow(config, log, systemRuntime);
  // A unique name, because functions-framework registers functions by name permanently. The wrapper refers to
  // no handler, so that the framework keeps no caches alive.
  served += 1;
  http(`show-${served}`, () => undefined);
  const server = getTestServer(`show-${served}`);
  takeOver(server, opened.handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    errors: () => errors,
    async [Symbol.asyncDispose]() {
      const closed = promisify(server.close.bind(server))();
      server.closeIdleConnections();
      await closed;
      await opened[Symbol.asyncDispose]();
    },
  };
}
