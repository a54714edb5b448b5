/**
 * Takes over the requests of functions-framework's server. In the framework, a request would pass through
 * Express first. Express decodes and routes the URL, reads up to 1 GB of body, and answers errors with an
 * HTML page and a stack. The framework also runs each request in a domain of its own, which makes Node track
 * every promise. With it, submit took twice the processor time a post.
 *
 * The framework still does the rest: it finds the function, makes the server and listens.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import type { HttpHandler } from './http-handler.ts';

/**
 * The events that a server emits for a request. Without a listener to the latter two, Node would answer by
 * itself. It would send `100 Continue` at once, although the function can refuse before a client has sent the
 * body. Any other expectation would get a 417 without an explanation.
 */
const REQUEST_EVENTS = ['request', 'checkContinue', 'checkExpectation'] as const;

/** From now on the handler alone gets the requests of a server. */
export function takeOver(server: Server, handler: HttpHandler): void {
  for (const event of REQUEST_EVENTS) server.removeAllListeners(event).on(event, handler);
}

/**
 * Takes over the server of the first request that this process receives, that request included. Node
 * publishes it before any listener runs
 * (https://nodejs.org/docs/latest-v24.x/api/diagnostics_channel.html#http).
 * @param onTaken called once, with the server
 */
export function takeOverAtFirstRequest(handler: HttpHandler, onTaken: (server: Server) => void): void {
  const channel = 'http.server.request.start';
  const onRequest = (message: unknown): void => {
    unsubscribe(channel, onRequest);
    const { server } = message as { readonly server: Server };
    takeOver(server, handler);
    onTaken(server);
  };
  subscribe(channel, onRequest);
}
