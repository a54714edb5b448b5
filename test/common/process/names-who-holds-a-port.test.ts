import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { holderOf, listen, portTaken } from '../../../functions/common/process/ports.ts';
import { startNode } from '../../support/processes/child.ts';

const HOLDER = `
const server = require('node:net').createServer().listen(0, '127.0.0.1', () => console.log('port ' + server.address().port));
`;

test('port 0 listens on a free port and returns its number', async () => {
  const server = createServer();
  const port = await listen(server, 0, '127.0.0.1', 'PORT');
  expect(server.address()).toMatchObject({ port });
  server.close();
});

test('a port in use is an error that names the owner and the variable to set', async () => {
  await using holder = startNode(['-e', HOLDER], process.env);
  await holder.printed(/port \d+\n/);
  const port = Number(/port (\d+)/.exec(holder.stdout())?.[1]);
  const pid = String(holder.process.pid);

  expect(await holderOf(port)).toMatch(
    new RegExp(`node.*\\(pid ${pid}\\), which .*node.* \\(pid ${process.pid}\\) started$`, 's'),
  );
  const expected = {
    exitCode: 69,
    message: expect.stringMatching(
      new RegExp(
        `^Port ${port} is taken by .*\\(pid ${pid}\\).*\\. .* set SOME_PORT to a free port \\(0 takes any\\)\\.$`,
        's',
      ),
    ),
  };
  await expect(listen(createServer(), port, '127.0.0.1', 'SOME_PORT')).rejects.toMatchObject(expected);
  expect(await portTaken(port, 'SOME_PORT')).toMatchObject(expected);
});

test('an address that cannot be listened on is an error that says so', async () => {
  // 192.0.2.0/24 is reserved for documentation (RFC 5737). No machine has such an address.
  await expect(listen(createServer(), 0, '192.0.2.1', 'SOME_PORT')).rejects.toMatchObject({
    exitCode: 69,
    message: expect.stringMatching(
      /^Cannot listen on 192\.0\.2\.1:0: this machine has no such address\. Set HOST/,
    ),
  });
});

test('a free port has no owner', async () => {
  const server = createServer();
  const port = await listen(server, 0, '127.0.0.1', 'PORT');
  await new Promise((resolve) => server.close(resolve));
  expect(await holderOf(port)).toBeUndefined();
});
