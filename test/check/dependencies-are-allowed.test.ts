import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Allowed, dependencyFaults } from '../support/dependencies.ts';

/** Under each of these licences the package may be shipped under Apache-2.0 with a notice. */
const allowed: Allowed = {
  licenses: [
    'Apache-2.0',
    'MIT',
    'ISC',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'BlueOak-1.0.0',
    '0BSD',
    'CC0-1.0',
    // The font of the page.
    'OFL-1.1',
    // The SPDX list of exceptions, which is data.
    'CC-BY-3.0',
  ],
  // No package under these licences is shipped.
  developmentLicenses: ['MPL-2.0', 'Unlicense'],
  readByHand: ['jsonify@0.0.1'],
  installScripts: ['node', 'esbuild', 'protobufjs'],
};

test('every package of the lock file has an allowed licence, origin, digest and install script', () => {
  const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
  expect(dependencyFaults(text, allowed)).toEqual([]);
});

const digest = 'sha512-aaaa';
const lock = (packages: Readonly<Record<string, object>>): string =>
  JSON.stringify({ lockfileVersion: 3, packages: { '': { name: 'root' }, ...packages } });

test.each([
  ['node_modules/a', { license: 'GPL-3.0-only', integrity: digest }, 'a@1.0.0 is under GPL-3.0-only'],
  [
    'node_modules/a',
    { license: 'MIT AND GPL-2.0-only', integrity: digest },
    'a@1.0.0 is under MIT AND GPL-2.0-only',
  ],
  ['node_modules/a', { license: 'MPL-2.0', integrity: digest }, 'a@1.0.0 is under MPL-2.0'],
  ['node_modules/a', { license: 'SEE LICENSE IN x', integrity: digest }, 'a@1.0.0 is under SEE LICENSE IN x'],
  ['node_modules/a', { integrity: digest }, 'a@1.0.0 names no licence'],
  ['node_modules/a', { license: 'MIT' }, 'a@1.0.0 has no SHA-512 digest'],
  ['node_modules/a', { license: 'MIT', integrity: 'sha1-aaaa' }, 'a@1.0.0 has no SHA-512 digest'],
  ['node_modules/a', { license: 'MIT', link: true }, 'a@1.0.0 is a link to a folder'],
  [
    'node_modules/a',
    { license: 'MIT', integrity: digest, resolved: 'git+ssh://git@example.org/a.git' },
    'a@1.0.0 comes from git+ssh://git@example.org/a.git',
  ],
  [
    'node_modules/b/node_modules/@c/d',
    { license: 'MIT', integrity: digest, hasInstallScript: true },
    '@c/d@1.0.0 runs a script when it is installed',
  ],
])('a violation is reported: %s %o', (path, entry, fault) => {
  expect(dependencyFaults(lock({ [path]: { version: '1.0.0', ...entry } }), allowed)).toEqual([fault]);
});

test('a choice of licences, weak copyleft of tools, and parts of another package are allowed', () => {
  const faults = dependencyFaults(
    lock({
      'node_modules/a': { version: '1.0.0', license: '(MIT OR GPL-3.0-only)', integrity: digest },
      'node_modules/b': { version: '1.0.0', license: 'MPL-2.0', integrity: digest, dev: true },
      'node_modules/b/node_modules/c': { version: '1.0.0', license: 'MIT', inBundle: true, dev: true },
      'node_modules/esbuild': {
        version: '1.0.0',
        license: 'MIT',
        integrity: digest,
        hasInstallScript: true,
        resolved: 'https://registry.npmjs.org/esbuild/-/esbuild-1.0.0.tgz',
      },
    }),
    allowed,
  );
  expect(faults).toEqual([]);
});
