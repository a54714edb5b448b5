/**
 * Reports at once when an emulator that somebody else started is gone, and when it is back. The stages wait
 * for it, but their clients say so only after a minute of retries. It holds a connection open. A closed
 * connection that can be reopened at once is not reported.
 */
import { createConnection, type Socket } from 'node:net';
import type { Log } from '../functions/common/process/log.ts';
import { emulatorNames } from './find.ts';
import type { EmulatorName } from './ways.ts';

const RETRY_MS = 500;

/**
 * Watches an emulator until it is disposed of.
 * @param host host:port
 */
export function watchHost(name: EmulatorName, host: string, log: Log): Disposable {
  const { title, hostVariable } = emulatorNames[name];
  const colon = host.lastIndexOf(':');
  const address = { host: host.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(host.slice(colon + 1)) };
  const which = `the ${title} emulator at ${host} (${hostVariable})`;
  let isAway = false;
  let isOver = false;
  let socket: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;

  const connect = (): void => {
    let isOpen = false;
    const connection = createConnection(address);
    socket = connection;
    connection.unref();
    connection.on('connect', () => {
      isOpen = true;
      if (isAway) log.info(`${which} answers again`);
      isAway = false;
    });
    connection.on('error', () => undefined);
    connection.on('close', () => {
      if (isOver) return;
      if (isOpen) {
        connect();
        return;
      }
      if (!isAway) log.error(`${which} does not answer; posts wait until it does`);
      isAway = true;
      timer = setTimeout(connect, RETRY_MS);
    });
    // The data is not needed, but without reading it the end of the connection would not be noticed.
    connection.resume();
  };
  connect();
  return {
    [Symbol.dispose]() {
      isOver = true;
      clearTimeout(timer);
      socket?.destroy();
    },
  };
}
