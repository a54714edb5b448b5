/** The submit stage in the foreground: the server that functions-framework starts in the cloud, with a life cycle of its own. */
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { aborted, runService } from '../common/lifecycle.ts';
import { listen } from '../common/ports.ts';
import { layRequestsBare } from './bare-request.ts';
import { openSubmit } from './open-submit.ts';
import { servingSettings, submitSettings } from './settings.ts';

/** Serves until a signal comes, finishes the requests in flight, and exits. */
export function main(): Promise<never> {
  return runService('submit', { ...submitSettings, ...servingSettings }, async (config, log, process) => {
    layRequestsBare();
    const submit = process.parts.use(openSubmit(config, log));
    http('submit', submit.handler);
    // functions-framework makes this very server, and listens on it without a choice of address.
    const server = getTestServer('submit');
    const port = await listen(server, config.PORT, config.HOST, 'PORT');
    log.info({ port }, `posts are accepted at http://${config.HOST}:${port}/posts`);
    await aborted(process.stopping);
    await submit.stop(server);
  });
}
