/**
 * Cloud Storage: buckets and objects. Small objects arrive in one multipart request, large ones in the chunks
 * of a resumable upload (https://cloud.google.com/storage/docs/resumable-uploads).
 */
import { createHash } from 'node:crypto';
import { type JsonObject, parseObject, textOf } from '../json.ts';
import { readPolicy, reads, writePolicy } from '../policies.ts';
import { ApiRefusal } from '../refusal.ts';
import { type ApiReply, type ApiRequest, type ApiRoute, route } from '../routes.ts';
import { add, below, find, type GoogleWorld, merged, remove } from '../world.ts';

const BUCKET = '/storage/v1/{name=b/*}';
const OBJECT = '/storage/v1/{name=b/*/o/*}';

export const storage: readonly ApiRoute[] = [
  route('POST', '/storage/v1/{name=b}', ({ body }, world) => {
    const name = textOf(body, 'name');
    return add(world, `storage/b/${name}`, {
      kind: 'storage#bucket',
      id: name,
      storageClass: 'STANDARD',
      softDeletePolicy: {
        retentionDurationSeconds: '604800',
        effectiveTime: new Date(world.now()).toISOString(),
      },
      ...body,
      location: textOf(body, 'location').toUpperCase(),
      locationType: 'region',
      projectNumber: world.projectNumber,
      selfLink: `https://www.googleapis.com/storage/v1/b/${name}`,
      timeCreated: new Date(world.now()).toISOString(),
      metageneration: '1',
    });
  }),
  route('GET', BUCKET, reads('storage')),
  route('PATCH', BUCKET, ({ name, body }, world) => {
    const bucket = merged(find(world, `storage/${name}`), body, null);
    world.resources.set(`storage/${name}`, bucket);
    return bucket;
  }),
  route('DELETE', BUCKET, ({ name }, world) => {
    if (below(world, `storage/${name}/o/`).length > 0) {
      throw new ApiRefusal(409, 'The bucket you tried to delete is not empty.', { status: 'conflict' });
    }
    remove(world, `storage/${name}`);
    return {};
  }),
  route('GET', `${BUCKET}/iam`, ({ name }, world) => {
    find(world, `storage/${name}`);
    return { kind: 'storage#policy', ...readPolicy(world, `storage/${name}`) };
  }),
  route('PUT', `${BUCKET}/iam`, ({ name, body }, world) => {
    find(world, `storage/${name}`);
    return { kind: 'storage#policy', ...writePolicy(world, `storage/${name}`, body) };
  }),
  route('GET', `${BUCKET}/o`, ({ name }, world) => ({
    kind: 'storage#objects',
    items: below(world, `storage/${name}/o/`).map(([, object]) => object),
  })),
  // The provider empties a bucket only if it can list these too.
  route('GET', `${BUCKET}/anywhereCaches`, () => ({ kind: 'storage#anywhereCaches', items: [] })),
  route('GET', OBJECT, reads('storage')),
  route('DELETE', OBJECT, ({ name }, world) => {
    remove(world, `storage/${name}`);
    world.uploads.delete(`storage/${name}`);
    return {};
  }),
];

const UPLOAD = /^\/upload\/storage\/v1\/(b\/[^/]+)\/o$/;

/** Answers the requests of uploads; undefined for other calls. */
export function storageUploads(request: ApiRequest, world: GoogleWorld): ApiReply | undefined {
  const bucket = UPLOAD.exec(request.path)?.[1];
  if (bucket === undefined) return undefined;
  const { query } = request;
  const uploadId = query.get('upload_id');
  if (uploadId !== null) return takePiece(world, request, bucket, uploadId);
  find(world, `storage/${bucket}`);
  if (query.get('uploadType') === 'multipart') {
    const { metadata, content } = partsOf(request);
    return ok(keep(world, bucket, { ...metadata, name: query.get('name') ?? metadata.name }, content));
  }
  if (query.get('uploadType') !== 'resumable')
    throw new ApiRefusal(400, 'An upload is multipart or resumable.');
  const id = world.nextId();
  world.uploads.set(id, Buffer.alloc(0));
  const name = encodeURIComponent(query.get('name') ?? textOf(request.body, 'name'));
  const location = `http://${request.headers.host}${request.path}?uploadType=resumable&name=${name}&upload_id=${id}`;
  return { status: 200, headers: { location }, body: {} };
}

function takePiece(
  world: GoogleWorld,
  { query, bytes, headers }: ApiRequest,
  bucket: string,
  id: string,
): ApiReply {
  const before = world.uploads.get(id);
  if (before === undefined) throw new ApiRefusal(404, `there is no upload ${id}`);
  const content = Buffer.concat([before, bytes]);
  const total = headers['content-range']?.split('/')[1] ?? '*';
  if (total === '*' || Number(total) > content.length) {
    world.uploads.set(id, content);
    // Repeats status 308 in the body, for clients whose libraries treat it as a redirect.
    const range = content.length === 0 ? {} : { range: `bytes=0-${content.length - 1}` };
    const isAsked = headers['x-guploader-no-308'] === 'yes';
    const override = isAsked ? { 'x-http-status-code-override': '308' } : {};
    return { status: isAsked ? 200 : 308, headers: { ...range, ...override }, body: {} };
  }
  world.uploads.delete(id);
  return ok(keep(world, bucket, { name: query.get('name') ?? '' }, content));
}

function ok(body: JsonObject): ApiReply {
  return { status: 200, headers: {}, body };
}

function keep(world: GoogleWorld, bucket: string, metadata: JsonObject, content: Buffer): JsonObject {
  const name = textOf(metadata, 'name');
  const key = `storage/${bucket}/o/${name}`;
  world.uploads.set(key, content);
  const object: JsonObject = {
    kind: 'storage#object',
    contentType: 'application/octet-stream',
    storageClass: 'STANDARD',
    ...metadata,
    bucket: bucket.slice('b/'.length),
    size: String(content.length),
    md5Hash: createHash('md5').update(content).digest('base64'),
    generation: world.nextId(),
    metageneration: '1',
    selfLink: `https://www.googleapis.com/storage/v1/${bucket}/o/${encodeURIComponent(name)}`,
    mediaLink: `https://www.googleapis.com/download/storage/v1/${bucket}/o/${encodeURIComponent(name)}?alt=media`,
  };
  world.resources.set(key, object);
  return object;
}

/** The JSON and the content of a `multipart/related` body. */
function partsOf({ bytes, headers }: ApiRequest): {
  readonly metadata: JsonObject;
  readonly content: Buffer;
} {
  const boundary = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) throw new ApiRefusal(400, 'The upload has no boundary.');
  const mark = `--${boundary}`;
  const second = bytes.indexOf(mark, mark.length);
  const first = bytes.subarray(0, second).toString('utf8');
  const metadata = parseObject(first.slice(first.indexOf('\r\n\r\n') + 4).trim());
  const begin = bytes.indexOf('\r\n\r\n', second) + 4;
  const end = bytes.lastIndexOf(`\r\n${mark}--`);
  return { metadata, content: bytes.subarray(begin, end) };
}
