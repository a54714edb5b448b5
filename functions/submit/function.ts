/**
 * The submit function as functions-framework loads it, in the cloud or by `functions-framework --source
 * functions/submit/function.ts --target submit`. It is found as an export and not by registering, so that a
 * bundle may hold a copy of functions-framework.
 */
import { openForFramework } from '../common/http/http-function.ts';
import type { HttpHandler } from '../common/http/http-handler.ts';
import { openSubmit } from './open-submit.ts';
import { submitSettings } from './settings.ts';

/** The function. */
export const submit: HttpHandler = openForFramework('submit', submitSettings, process.env, openSubmit);
