import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { examples } from '../docs/steps.ts';
import { blocksOf } from '../support/documents/commands.ts';
import { serveFeed } from '../support/documents/newspaper.ts';
import { placeOf, startByCommand } from '../support/documents/place.ts';
import { runStep } from '../support/documents/run-step.ts';
import { linkedClone } from '../support/documents/shell.ts';

const panel = JSON.parse(readFileSync('examples/grafana-panel.json', 'utf8'));

/** The value at a path such as `a.b`. */
function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((inside: unknown, name) => Object(inside)[name], value);
}

test('each example does what it says on a pipeline started by npm start', { timeout: 120_000 }, async () => {
  await using folder = await linkedClone();
  await using feed = await serveFeed();
  await using pipeline = startByCommand('npm start -- --empty', folder.path);
  const started = await placeOf(pipeline, folder.path);
  const place = { ...started, words: { 'https://example.org/feed.xml': feed.url } };
  for (const step of examples) await runStep(step, place);
  const show = started.environment.SHOW_URL ?? '';
  const stats = async (): Promise<unknown> => (await fetch(`${show}/api/stats`)).json();
  await expect
    .poll(stats, { timeout: 60_000, interval: 500 })
    .toMatchObject({ articles: 18, publications: 5 });

  const [{ url, root_selector: root, columns }] = panel.targets;
  const series = await (await fetch(url.replace('http://127.0.0.1:8080', show))).json();
  const points = at(series, root);
  expect(points).toHaveLength(90);
  for (const { selector } of columns) expect(at(points, `0.${selector}`), selector).toBeDefined();

  const formula = blocksOf('examples/README.md').find(({ text }) => text.startsWith('=IMPORTDATA'))?.text;
  const [, address = ''] = /"https:\/\/SHOW(.*)"/.exec(formula ?? '') ?? [];
  const table = await (await fetch(show + address)).text();
  expect(table).toMatch(/^type,name,key,articles,mentions,publications\r?\n/);
});
