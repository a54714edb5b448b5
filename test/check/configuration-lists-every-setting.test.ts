import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { describeConfiguration } from '../../docs/configuration.ts';
import { stagePorts } from '../../functions/common/domain/stage-ports.ts';
import { settingOf } from '../../functions/common/process/setting.ts';

test('docs/configuration.md equals the text made from the settings (else: npm run docs:configuration)', () => {
  expect(readFileSync('docs/configuration.md', 'utf8')).toBe(describeConfiguration());
});

/** The variables that a module declares in its exported objects. */
async function declaredIn(file: string): Promise<readonly string[]> {
  const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(resolve(file)).href);
  return Object.values(module).flatMap((shape) =>
    typeof shape === 'object' && shape !== null
      ? Object.entries(shape).flatMap(([variable, schema]) => (settingOf(schema) ? [variable] : []))
      : [],
  );
}

test('the document has every variable that a settings.ts declares', async () => {
  const files = globSync('{functions,tools,emulators,cdktf}/**/{settings,heap}.ts');
  const declared = (await Promise.all(files.map(declaredIn))).flat();
  expect(new Set(declared).size).toBeGreaterThan(50);
  const text = describeConfiguration();
  expect(declared.filter((variable) => !text.includes(`\`${variable}\``))).toEqual([]);
});

test('the machines collect metrics from the ports in the table', () => {
  const agent = readFileSync('cdktf/machine/ops-agent.yaml', 'utf8');
  const ports = [...agent.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
  expect(ports).toEqual([stagePorts.health, stagePorts.extract, stagePorts.save]);
});

test('no port is twice in the table', () => {
  expect(new Set<number>(Object.values(stagePorts)).size).toBe(Object.keys(stagePorts).length);
});
