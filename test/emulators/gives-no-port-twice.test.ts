import { expect, test } from 'vitest';
import { freePort } from '../../emulators/free-ports.ts';

test('free ports that are requested at once, and not listened on yet, are all different', async () => {
  const ports = await Promise.all(Array.from({ length: 1_000 }, () => freePort(0, 'PORT')));
  expect(new Set(ports).size).toBe(ports.length);
});

test('a specific port may be requested again', async () => {
  const port = await freePort(0, 'PORT');
  expect(await freePort(port, 'PORT')).toBe(port);
});
