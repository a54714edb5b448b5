/** The submit stage in the foreground: the server that functions-framework starts in the cloud, with a life cycle of its own. */
import { SUBMIT_PATH } from '../common/domain/submit-endpoint.ts';
import { serveInForeground } from '../common/http/http-function.ts';
import { runService } from '../common/process/lifecycle.ts';
import { openSubmit } from './open-submit.ts';
import { servingSettings, submitSettings } from './settings.ts';

/** Serves until a signal comes, finishes the requests in flight, and exits. */
export function main(): Promise<never> {
  return runService('submit', { ...submitSettings, ...servingSettings }, (config, log, life) =>
    serveInForeground(
      'submit',
      openSubmit(config, log, life.runtime),
      { port: config.PORT, host: config.HOST },
      life,
      (port) => log.info({ port }, `posts are accepted at http://${config.HOST}:${port}${SUBMIT_PATH}`),
    ),
  );
}
