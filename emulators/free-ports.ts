/** Ports for emulators: the ones asked for, or free ones. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { ExplainedError } from '../functions/common/process/exit-codes.ts';
import { listen } from '../functions/common/process/ports.ts';

/**
 * Free ports are sought below those that systems give to outgoing connections (from 32,768 on Linux, 49,152
 * elsewhere). Some seconds pass between the check and the moment at which the emulator listens. In that time
 * such a connection could take the port.
 */
const SOUGHT = { from: 20_000, to: 32_000 } as const;

/**
 * Ports given before, on which perhaps nobody listens yet. Without this set, two of a dozen ports sought at
 * once would be the same in one case of two hundred.
 */
const given = new Set<number>();

/**
 * A port that nobody listens on at the moment, and that was not given before.
 * @param asked the port wanted; 0 for any
 * @param variable the environment variable that sets it, for the error
 * @throws ExplainedError that names the holder when the port asked for is taken
 */
export async function freePort(asked: number, variable: string): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = asked === 0 ? randomInt(SOUGHT.from, SOUGHT.to) : asked;
    if (asked === 0 && given.has(port)) continue;
    given.add(port);
    try {
      await tryPort(port, variable);
      return port;
    } catch (error) {
      if (asked !== 0 || attempt === 100) throw error;
    }
  }
}

/**
 * Ports that nobody listens on at the moment.
 * @param asked the ports wanted, 0 for any, by the environment variables that set them
 * @throws ExplainedError that names the holder of each port that is taken
 */
export async function freePorts<Variable extends string>(
  asked: Readonly<Record<Variable, number>>,
): Promise<(variable: Variable) => number> {
  const ports = new Map<string, number>();
  const faults: unknown[] = [];
  for (const [variable, port] of Object.entries<number>(asked)) {
    await freePort(port, variable).then(
      (free) => ports.set(variable, free),
      (error) => faults.push(error),
    );
  }
  const explained = faults.filter((fault) => fault instanceof ExplainedError);
  if (explained.length < faults.length) throw new AggregateError(faults);
  const [first] = explained;
  if (first !== undefined)
    throw new ExplainedError(explained.map(({ message }) => message).join('\n'), first.exitCode);
  return (variable) => ports.get(variable) ?? 0;
}

async function tryPort(port: number, variable: string): Promise<void> {
  const server = createServer();
  await listen(server, port, '127.0.0.1', variable);
  await new Promise((resolve) => server.close(resolve));
}
