/**
 * The show stage in the foreground: the server that functions-framework starts in the cloud, with a life
 * cycle of its own.
 */
import { serveInForeground } from '../common/http/http-function.ts';
import { defineStage } from '../common/process/stage.ts';
import { openShow } from './open-show.ts';
import { showSettings } from './settings.ts';

/** Serves until it is stopped, then finishes the requests in flight. */
export const stage = defineStage('show', showSettings, (config, log, life) =>
  serveInForeground(
    'show',
    openShow(config, log, life.runtime),
    { port: config.PORT, host: config.HOST },
    life,
    (port) => log.info({ port }, `the page is at http://${config.HOST}:${port}/`),
  ),
);
