/**
 * A Compute Engine machine as the start-up script sees it. It has a separate root folder, and a server in
 * place of the metadata server and Cloud Storage. Stand-ins replace the programs that would change this
 * machine, and record their calls.
 */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listen } from '../../../functions/common/process/ports.ts';
import { REMOVE_ALL } from '../folder.ts';

export const startupScript = fileURLToPath(new URL('../../../cdktf/machine/startup.sh', import.meta.url));

export interface Boot {
  readonly exitCode: number;
  readonly output: string;
  /** The calls of systemctl, dpkg and apt-get, in order. */
  readonly calls: readonly string[];
}

export interface Machine extends AsyncDisposable {
  readonly root: string;
  /** Attributes of the machine's metadata; without one, the server answers 404. */
  readonly metadata: Map<string, string>;
  /** Objects in Cloud Storage, by `bucket/name`. */
  readonly objects: Map<string, Uint8Array>;
  /** Requested paths, in order. */
  readonly requests: string[];
  boot(): Promise<Boot>;
  /** The content of a path inside the root; undefined if there is none. */
  read(path: string): string | undefined;
  /** From now on every download of a package fails. */
  cutOffFromPackages(): void;
  /** This number of calls of apt-get fail, as while another program holds its lock. */
  lockPackages(calls: number): void;
  /** The current version, by its hash. */
  current(): string | undefined;
}

const TOKEN = 'token-of-the-machine';

export async function startMachine(): Promise<Machine> {
  const folder = mkdtempSync(join(tmpdir(), 'entity-pipeline-machine-'));
  const root = join(folder, 'root');
  const bin = join(folder, 'bin');
  const calls = join(folder, 'calls');
  mkdirSync(join(root, 'etc/apt/sources.list.d'), { recursive: true });
  mkdirSync(join(root, 'usr/share/keyrings'), { recursive: true });
  mkdirSync(bin);
  writeFileSync(join(root, 'usr/share/keyrings/cloud.google.gpg'), 'a key');
  const installed = join(folder, 'agent-is-installed');
  const cutOff = join(folder, 'packages-are-cut-off');
  const locked = join(folder, 'packages-are-locked');
  standIn(bin, 'systemctl', `echo "systemctl $*" >> ${calls}`);
  standIn(bin, 'dpkg', `[ -e ${installed} ]`);
  standIn(
    bin,
    'apt-get',
    // A byte for each call that must fail.
    `[ ! -e ${cutOff} ] || exit 100; if [ -s ${locked} ]; then truncate --size=-1 ${locked}; exit 100; fi; echo "apt-get \${*: -2}" >> ${calls}; case "$*" in *install*) touch ${installed};; esac`,
  );
  // Retries are left to curl; here they would only take time.
  standIn(
    bin,
    'curl',
    `args=(); for arg in "$@"; do [ "$arg" = --retry-connrefused ] || args+=("$arg"); done; exec /usr/bin/curl "\${args[@]}" --retry 0`,
  );

  const metadata = new Map<string, string>();
  const objects = new Map<string, Uint8Array>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '', 'http://machine');
    requests.push(pathname);
    const answer = (body: string | Uint8Array | undefined): void => {
      response.writeHead(body === undefined ? 404 : 200);
      response.end(body);
    };
    const base = '/computeMetadata/v1/instance/';
    if (pathname.startsWith(base)) {
      if (request.headers['metadata-flavor'] !== 'Google') return answer(undefined);
      const name = pathname.slice(base.length);
      if (name === 'service-accounts/default/token')
        return answer(JSON.stringify({ access_token: TOKEN, expires_in: 3599, token_type: 'Bearer' }));
      return answer(metadata.get(name.replace('attributes/', '')));
    }
    const [, bucket, object] = /^\/storage\/v1\/b\/([^/]+)\/o\/([^/]+)$/.exec(pathname) ?? [];
    const isAllowed = request.headers.authorization === `Bearer ${TOKEN}` && search === '?alt=media';
    answer(isAllowed ? objects.get(`${bucket}/${object}`) : undefined);
  });
  const port = await listen(server, 0, '127.0.0.1', 'PORT');
  const read = (path: string): string | undefined =>
    existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
  return {
    root,
    metadata,
    objects,
    requests,
    read,
    cutOffFromPackages: () => writeFileSync(cutOff, ''),
    lockPackages: (calls) => writeFileSync(locked, '.'.repeat(calls)),
    current: () => {
      const link = join(root, 'opt/entity-pipeline/current');
      return existsSync(link) ? readlinkSync(link).replace('versions/', '') : undefined;
    },
    async boot() {
      rmSync(calls, { force: true });
      requests.length = 0;
      const url = `http://127.0.0.1:${port}`;
      const env = {
        PATH: `${bin}:/usr/bin:/bin:/usr/sbin:/sbin`,
        PIPELINE_ROOT: root,
        PIPELINE_METADATA: url,
        PIPELINE_STORAGE: url,
        PIPELINE_AGENT_DELAY: '0',
      };
      const { exitCode, output } = await run(startupScript, env);
      const noted = existsSync(calls) ? readFileSync(calls, 'utf8') : '';
      return { exitCode, output, calls: noted.split('\n').filter((line) => line !== '') };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, REMOVE_ALL);
    },
  };
}

function standIn(bin: string, name: string, body: string): void {
  const path = join(bin, name);
  writeFileSync(path, `#!/bin/bash\n${body}\n`);
  chmodSync(path, 0o755);
}

function run(script: string, env: Record<string, string>): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve) => {
    execFile('bash', [script], { env, timeout: 60_000 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exitCode, output: stdout + stderr });
    });
  });
}
