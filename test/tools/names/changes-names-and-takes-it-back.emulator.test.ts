import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Child, startNode } from '../../support/processes/child.ts';
import { beforeTests, sharedEmulators } from '../../support/shared.ts';
import { save } from '../../support/show/seed.ts';
import { postNaming } from '../../support/store.ts';

const emulators = sharedEmulators();
/** The test starts a dozen processes, each of which opens a client. */
const TIMEOUT_MS = 240_000;
const script = fileURLToPath(new URL('../../../tools/names/cli.ts', import.meta.url));

beforeTests(async () => {
  const names = ['Merkel', 'Angela Merkel', 'Rome', 'Read More'];
  const entities = names.map((text) => ({ type: 'person', text, count: 1 }) as const);
  await save(emulators, [postNaming('Daily', entities)]);
});

function names(args: readonly string[], host?: string): Child {
  const { PATH } = process.env;
  const env = { PATH, LOG_FORMAT: 'json', ...emulators.env };
  return startNode([script, ...args], {
    ...env,
    ...(host !== undefined && { FIRESTORE_EMULATOR_HOST: host }),
  });
}

async function said(
  args: readonly string[],
): Promise<readonly [code: number | string, stdout: string, stderr: string]> {
  const child = names(args);
  return [await child.ended, child.stdout(), child.stderr()];
}

async function inForce(...args: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const [, stdout = ''] = await said(['list', '--json', ...args]);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

const why = ['--why', 'a test', '--by', 'the desk'];

test('a change is listed with its author and reason, and stays listed after it is undone', {
  timeout: TIMEOUT_MS,
}, async () => {
  const [, merged = ''] = await said(['merge', 'Merkel', '--into', 'Angela Merkel', '--json', ...why]);
  const { id } = JSON.parse(merged);
  const [, line = ''] = await said(['hide', 'Read More', '--why', 'a button']);
  expect(line).toMatch(/^[0-9a-f]{8}: hide "Read More"\n$/);
  const made = {
    id,
    kind: 'merge',
    parts: [{ key: 'merkel', text: 'Merkel' }],
    into: { key: 'angela merkel', text: 'Angela Merkel' },
    by: 'the desk',
    why: 'a test',
  };
  expect(await inForce()).toMatchObject([made, { kind: 'hide', by: expect.stringMatching(/./) }]);
  const [, listed = ''] = await said(['list']);
  expect(listed).toMatch(
    new RegExp(`^${id}\\t20.*Z\\tthe desk\\tmerge "Merkel" into "Angela Merkel"\\ta test\n`),
  );
  expect((await said(['undo', id, '--dry-run', ...why]))[1]).toBe(`${id} would be undone\n`);
  expect(await inForce()).toHaveLength(2);
  expect((await said(['undo', id, '--why', 'it was right', '--by', 'another']))[0]).toBe(0);
  expect(await inForce()).toMatchObject([{ kind: 'hide' }]);
  expect(await inForce('--all')).toMatchObject([
    { ...made, undone: { by: 'another', why: 'it was right' } },
    { kind: 'hide' },
  ]);
  const [code, , told] = await said(['undo', id, ...why]);
  expect([code, told]).toEqual([65, expect.stringContaining('No change in force has the id')]);
});

test('a change that is impossible or has no effect is refused with what to do', {
  timeout: TIMEOUT_MS,
}, async () => {
  expect((await said(['merge', 'Roma', '--into', 'Rome', ...why]))[0]).toBe(0);
  for (const [args, words] of [
    [['merge', 'Rome', '--into', 'Roma'], 'already shown as one name'],
    [['merge', 'U.S.', '--into', 'United States'], 'already counted as one name'],
    [['merge', 'Rome', '--into', 'ROME'], 'already counted as one name'],
    [['split', 'America'], 'aliases/by-hand.ts'],
    [['split', 'Rome'], 'Split one of them'],
    [['hide', 'Roma'], 'hide that name, or split'],
    [['retype', 'Oslo', 'place', '--type', 'place'], 'would keep its type'],
  ] as const) {
    const [code, , told] = await said([...args, ...why]);
    expect([code, told], args.join(' ')).toEqual([65, expect.stringContaining(words)]);
  }
  const [, printed, warned] = await said(['retype', 'Nobody At All', 'place', '--dry-run', ...why]);
  // A dry run makes no change, so it prints no id.
  expect(printed).toBe('would retype "Nobody At All" to place\n');
  expect(warned).toContain('no article on record names \\"Nobody At All\\"');
});

test('an invalid command line ends with 2, and an unavailable Firestore with 69', {
  timeout: TIMEOUT_MS,
}, async () => {
  for (const args of [
    ['hide', 'Rome'],
    ['hide', 'Rome', '--why', ' '],
    ['retype', 'Rome', 'river', ...why],
    ['merge', '--into', 'Rome', ...why],
    ['undo', 'nonsense', ...why],
    [],
  ])
    expect((await said(args))[0], args.join(' ')).toBe(2);
  const away = names(['list'], '127.0.0.1:1');
  expect(await away.ended).toBe(69);
  expect(away.stderr()).toMatch(/The Firestore emulator at 127\.0\.0\.1:1 .* does not answer/);
});

test('concurrent changes by several people all take effect', { timeout: TIMEOUT_MS }, async () => {
  const before = (await inForce()).length;
  const codes = await Promise.all(
    ['Ada', 'Bea', 'Cid'].map(async (name) => (await said(['hide', name, ...why]))[0]),
  );
  expect(codes).toEqual([0, 0, 0]);
  expect(await inForce()).toHaveLength(before + 3);
});
