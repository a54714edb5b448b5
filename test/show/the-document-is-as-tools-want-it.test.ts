import { expect, test } from 'vitest';
import { z } from 'zod';
import { openApiDocument } from '../../functions/show/openapi.ts';

const Operation = z.looseObject({
  operationId: z.string(),
  summary: z.string().min(1),
  description: z.string().min(1),
  tags: z.array(z.string()).min(1),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(z.looseObject({ name: z.string(), description: z.string().min(1) })).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string().min(1) })),
});
const Document = z.looseObject({
  paths: z.record(z.string(), z.looseObject({ get: Operation.optional(), post: Operation.optional() })),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

const text = JSON.stringify(openApiDocument('https://submit.example.org'));
const document = Document.parse(JSON.parse(text));

test('every operation has a description, a unique id, and says whether it needs a key', () => {
  const ids = Object.values(document.paths).flatMap(({ get, post }) =>
    [get, post].flatMap((operation) => operation?.operationId ?? []),
  );
  expect(ids.length).toBeGreaterThan(15);
  expect(new Set(ids).size).toBe(ids.length);
});

test('an operation declares exactly the parameters in its path', () => {
  for (const [path, { get }] of Object.entries(document.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = (get?.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name);
    expect(declared, path).toEqual(named);
  }
});

test('every schema is used, and every used schema exists', () => {
  const used = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
  expect([...used].toSorted()).toEqual(Object.keys(document.components.schemas).toSorted());
});

test('no pattern is too long for a person to read', () => {
  const patterns = [...text.matchAll(/"pattern":"((?:[^"\\]|\\.)*)"/g)].map(([, pattern = '']) => pattern);
  expect(patterns.length).toBeGreaterThan(0);
  expect(patterns.filter(({ length }) => length > 100)).toEqual([]);
});
