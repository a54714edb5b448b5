import { expect, test } from 'vitest';
import { freePort } from '../../emulators/free-ports.ts';

test('ports that are sought at once, and not listened on yet, are all different', async () => {
  const ports = await Promise.all(Array.from({ length: 1_000 }, () => freePort(0, 'PORT')));
  expect(new Set(ports).size).toBe(ports.length);
});

test('a port that is asked for may be asked for again', async () => {
  const port = await freePort(0, 'PORT');
  expect(await freePort(port, 'PORT')).toBe(port);
});
