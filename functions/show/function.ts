/**
 * The show function as functions-framework loads it, in the cloud or by `functions-framework --source
 * functions/show/function.ts --target show`. It is found as an export and not by registering, so that a
 * bundle may hold a copy of functions-framework.
 */
import { openForFramework } from '../common/http/http-function.ts';
import type { HttpHandler } from '../common/http/http-handler.ts';
import { openShow } from './open-show.ts';
import { showSettings } from './settings.ts';

/** The function. */
export const show: HttpHandler = openForFramework('show', showSettings, process.env, openShow);
