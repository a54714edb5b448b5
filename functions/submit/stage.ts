/**
 * The submit stage in the foreground: the server that functions-framework starts in the cloud, with a life
 * cycle of its own.
 */
import { SUBMIT_PATH } from '../common/domain/submit-endpoint.ts';
import { serveInForeground } from '../common/http/http-function.ts';
import { defineStage } from '../common/process/stage.ts';
import { openSubmit } from './open-submit.ts';
import { servingSettings, submitSettings } from './settings.ts';

/** Serves until it is stopped, then finishes the requests in flight. */
export const stage = defineStage('submit', { ...submitSettings, ...servingSettings }, (config, log, life) =>
  serveInForeground(
    'submit',
    openSubmit(config, log, life.runtime),
    { port: config.PORT, host: config.HOST },
    life,
    (port) => log.info({ port }, `posts are accepted at http://${config.HOST}:${port}${SUBMIT_PATH}`),
  ),
);
