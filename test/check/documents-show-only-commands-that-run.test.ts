import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { notRun, runByIntegration, runElsewhere } from '../docs/reviewed.ts';
import { runHere } from '../docs/steps.ts';
import { blocksOf, documentedCommands, documents } from '../support/documents/commands.ts';

const commands = documentedCommands();
const places = commands.map(({ text, block }) => ({ text, place: `${block.document}: ${text}`, block }));
const elsewhere = Object.values(runElsewhere).flat();
const isRunWhole = (text: string): boolean =>
  runHere.has(text) || runByIntegration.includes(text) || elsewhere.includes(text);
/** A line of several commands is run if each of them is. */
const isRun = (text: string): boolean => isRunWhole(text) || text.split(' && ').every(isRunWhole);
const saysWhyNot = (block: { readonly beside: string; readonly introduction: string }): boolean =>
  /\bNo test runs\b[^.]*\bbecause\b/.test(`${block.beside}\n${block.introduction}`);

test('a test runs every command of a document, or the document says why not (else: test/docs)', () => {
  const unknown = places.filter(
    ({ text, block }) => !isRun(text) && !(notRun[block.document] ?? []).includes(text),
  );
  expect(unknown.map(({ place }) => place)).toEqual([]);
});

test('a document gives the reason beside the commands that no test runs, or before its first section', () => {
  const silent = places.filter(({ text, block }) => !isRun(text) && !saysWhyNot(block));
  expect(silent.map(({ place }) => place)).toEqual([]);
});

test('every command that was reviewed is still in a document', () => {
  const texts = new Set(commands.flatMap(({ text }) => [text, ...text.split(' && ')]));
  const inDocuments = new Set(places.map(({ place }) => place));
  const reviewed = [...runHere, ...runByIntegration, ...elsewhere];
  expect(reviewed.filter((text) => !texts.has(text))).toEqual([]);
  const unrun = Object.entries(notRun).flatMap(([document, list]) =>
    list.map((text) => `${document}: ${text}`),
  );
  expect(unrun.filter((place) => !inDocuments.has(place))).toEqual([]);
});

test('the continuous integration runs the commands that the documents attribute to it', () => {
  const script = readFileSync('.ci/run', 'utf8');
  for (const command of runByIntegration)
    expect(script).toMatch(new RegExp(`^(?:step|suite) ${command}(?: |$)`, 'm'));
});

test('tests elsewhere read their commands from the documents', () => {
  for (const file of Object.keys(runElsewhere))
    expect(readFileSync(file, 'utf8')).toContain("/documents/commands.ts'");
});

test('every block of code names its language, and shell is named shell', () => {
  const blocks = documents.flatMap(blocksOf);
  const place = ({ document, line }: (typeof blocks)[number]): string => `${document}:${line}`;
  expect(blocks.filter(({ language }) => !/^(?:sh|js|json|text|xml)$/.test(language)).map(place)).toEqual([]);
  for (const block of blocks.filter(({ language }) => language === 'sh'))
    execFileSync('sh', ['-n'], { input: block.text });
});

test('every script that a document names is in package.json', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const document of documents)
    for (const [, name = ''] of readFileSync(document, 'utf8').matchAll(/\bnpm run (?:-\S+ )?([a-z:-]+)/g))
      expect(Object.keys(scripts), `${document}: npm run ${name}`).toContain(name);
});

test('the tests that docs/development.md names by a part of their titles exist', () => {
  const named = (notRun['docs/development.md'] ?? []).flatMap((text) => [
    ...text.matchAll(/-- (test\/\S+) -t '([^']+)'/g),
  ]);
  expect(named).not.toEqual([]);
  for (const [, folder = '', title = ''] of named)
    expect(() =>
      execFileSync('grep', ['-rqE', `^test(\\.each\\(.*\\))?\\(.*${title}`, folder]),
    ).not.toThrow();
});
