/**
 * `/healthz`, `/livez` and `/metrics` of a daemon. `/healthz` says whether the daemon does its work, which
 * depends on Google's services. `/livez` says whether the process itself works: a restart can fix only that.
 */
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import type { Registry } from 'prom-client';
import { listen } from './ports.ts';

/** Why a daemon is not healthy; empty when it is. */
export type HealthCheck = () => readonly string[];

export interface HealthServer extends AsyncDisposable {
  readonly port: number;
}

/**
 * Serves `/healthz` and `/livez` (each 200, or 503 with the reason) and `/metrics`.
 * @param options.port 0 to 65,535; 0 takes a free one
 * @param options.variable the environment variable that sets the port, for the error
 * @throws ExplainedError when the port is taken
 */
export async function serveHealth(options: {
  readonly port: number;
  readonly host: string;
  readonly variable: string;
  readonly registry: Registry;
  readonly check: HealthCheck;
  /** Problems of the process itself, for `/livez`; without it `/livez` always answers 200. */
  readonly liveness?: HealthCheck;
}): Promise<HealthServer> {
  const checks = new Map<string, HealthCheck>([
    ['/healthz', options.check],
    ['/livez', options.liveness ?? (() => [])],
  ]);
  const server = createServer((request, response) => {
    const respond = (status: number, type: string, body: string): void => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    const path = request.url?.split('?')[0] ?? '';
    const check = checks.get(path);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      respond(405, 'text/plain', 'only GET and HEAD\n');
    } else if (check !== undefined) {
      const problems = check();
      const body = JSON.stringify({ status: problems.length === 0 ? 'ok' : 'unhealthy', problems });
      respond(problems.length === 0 ? 200 : 503, 'application/json', `${body}\n`);
    } else if (path === '/metrics') {
      options.registry.metrics().then(
        (text) => respond(200, options.registry.contentType, text),
        (error: Error) => respond(500, 'text/plain', `${error.message}\n`),
      );
    } else {
      respond(404, 'text/plain', 'only /healthz, /livez and /metrics\n');
    }
  });
  const port = await listen(server, options.port, options.host, options.variable);
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await promisify(server.close.bind(server))();
    },
  };
}
