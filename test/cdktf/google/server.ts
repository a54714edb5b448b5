/**
 * A stand-in for Google's APIs over HTTP, on this machine only. Each service has its own path:
 * `http://127.0.0.1:PORT/pubsub/v1/` for `https://pubsub.googleapis.com/v1/`. A disabled API answers 403, as
 * Google's do. The files in `services/` decide what a call does, `discovery.ts` whether Google would allow
 * it.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { Discovery } from './discovery.ts';
import { type JsonObject, parseObject } from './json.ts';
import { ApiRefusal } from './refusal.ts';
import { type ApiReply, type ApiRequest, type ApiRoute, match } from './routes.ts';
import { artifactRegistry } from './services/artifact-registry.ts';
import { cloudBilling } from './services/cloud-billing.ts';
import { cloudFunctions } from './services/cloud-functions.ts';
import { cloudRun } from './services/cloud-run.ts';
import { compute } from './services/compute.ts';
import { dns } from './services/dns.ts';
import { firebaseRules } from './services/firebase-rules.ts';
import { firestore } from './services/firestore.ts';
import { iam } from './services/iam.ts';
import { logging } from './services/logging.ts';
import { monitoring } from './services/monitoring.ts';
import { pubsub } from './services/pubsub.ts';
import { resourceManager } from './services/resource-manager.ts';
import { secretManager } from './services/secret-manager.ts';
import { serviceUsage } from './services/service-usage.ts';
import { storage, storageUploads } from './services/storage.ts';
import { type GoogleWorld, settle } from './world.ts';

const routes: readonly ApiRoute[] = [
  ...artifactRegistry,
  ...cloudBilling,
  ...cloudFunctions,
  ...cloudRun,
  ...compute,
  ...dns,
  ...firebaseRules,
  ...firestore,
  ...iam,
  ...logging,
  ...monitoring,
  ...pubsub,
  ...resourceManager,
  ...secretManager,
  ...serviceUsage,
  ...storage,
];

/** Always enabled, because enabling an API needs them. */
const alwaysOn = new Set(['serviceusage', 'storage']);

export interface GoogleStandIn extends AsyncDisposable {
  readonly port: number;
}

/** Serves a world until disposal. */
export async function serve(world: GoogleWorld, discovery?: Discovery): Promise<GoogleStandIn> {
  const server = createServer((incoming, outgoing) => {
    void readRequest(incoming).then((request) => {
      const { status, headers, body } = answer(world, discovery, request);
      outgoing
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(body));
    });
  });
  // A provider that calls another host than the stand-in arrives here by HTTPS_PROXY, and is refused.
  server.on('connect', ({ url }, socket) => {
    // The provider looks up the owner of its token here, and continues without an answer.
    if (url !== 'openidconnect.googleapis.com:443') world.violations.push(`a connection to ${url}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the stand-in has no port');
  return {
    port: address.port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers a request from the world and changes the world. */
export function answer(world: GoogleWorld, discovery: Discovery | undefined, request: ApiRequest): ApiReply {
  settle(world);
  const reply = answerOf(world, request);
  const { verb, path, query, body } = request;
  world.calls.push({ verb, path, query, body, status: reply.status, at: world.now() });
  const isPartOfUpload = query.has('upload_id');
  if (discovery !== undefined && !isPartOfUpload) {
    world.violations.push(...discovery.check(request));
    if (reply.status === 200) world.violations.push(...discovery.checkAnswer(request, reply.body));
  }
  return reply;
}

function answerOf(world: GoogleWorld, request: ApiRequest): ApiReply {
  try {
    const upload = storageUploads(request, world);
    if (upload !== undefined) return upload;
    refuseIfOff(world, request.path);
    const matched = match(routes, request.verb, request.path);
    if (matched === undefined) {
      // Not 501: the providers retry that for minutes.
      const message = `the stand-in does not know ${request.verb} ${request.path}`;
      world.violations.push(message);
      throw new ApiRefusal(400, message);
    }
    const body = matched.route.handle({ ...request, name: matched.name }, world);
    return { status: 200, headers: {}, body };
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    return { status: error.code, headers: {}, body: error.body() };
  }
}

/**
 * A call of a disabled API fails, and for a while after it is enabled:
 * https://cloud.google.com/service-usage/docs/enable-disable
 */
function refuseIfOff(world: GoogleWorld, path: string): void {
  const [, service = ''] = path.split('/');
  if (alwaysOn.has(service)) return;
  const at = world.enabledAt.get(`${service}.googleapis.com`);
  if (at !== undefined && at + world.propagationMs <= world.now()) return;
  throw new ApiRefusal(
    403,
    `${service} API has not been used in project ${world.projectNumber} before or it is disabled. Enable it by visiting the console, then retry. ` +
      'If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.',
    {
      reason: 'accessNotConfigured',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'SERVICE_DISABLED',
          domain: 'googleapis.com',
          metadata: { service: `${service}.googleapis.com` },
        },
      ],
    },
  );
}

/**
 * The providers remove the version from an endpoint before some clients add it again, but only from
 * `https://` endpoints (v6.50.0, `RemoveBasePathVersion`). So it occurs twice here. Cloud DNS loses `/dns/`
 * too, so its path here is `clouddns`. A final slash has no meaning.
 */
function plainPath(path: string): string {
  return path
    .replace(/^\/clouddns\/v1\/(?:dns\/v1\/)?/, '/dns/v1/')
    .replace(/^(\/[a-z]+\/)(v\d\w*\/)\2/, '$1$2')
    .replace(/\/$/, '');
}

async function readRequest(incoming: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const isJson = (incoming.headers['content-type'] ?? '').startsWith('application/json');
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
  return {
    verb: incoming.method ?? 'GET',
    path: plainPath(url.pathname),
    query: url.searchParams,
    body: isJson ? bodyOf(bytes) : {},
    bytes,
    headers,
    name: '',
  };
}

function bodyOf(bytes: Buffer): JsonObject {
  return parseObject(bytes.toString('utf8'));
}
