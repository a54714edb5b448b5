/**
 * Preloaded into a saver. Kills it with SIGKILL right after Firestore has applied one of its commits of
 * posts, before it can ack. FAULTS_KILL_AFTER_COMMIT is the number of that commit, from 1. Commits of
 * roll-ups use another call and do not count.
 */
import { Client } from '@grpc/grpc-js';

const request = Client.prototype.makeUnaryRequest;
let left = Number(process.env.FAULTS_KILL_AFTER_COMMIT);

function watched(this: Client, ...call: Parameters<Client['makeUnaryRequest']>): unknown {
  const [method, , , argument] = call;
  const answered: unknown = call.at(-1);
  if (method.endsWith('/Commit') && argument instanceof Buffer && typeof answered === 'function') {
    call[call.length - 1] = (error: Error | null, ...others: unknown[]): void => {
      if (error === null) left -= 1;
      if (left === 0) process.kill(process.pid, 'SIGKILL');
      answered(error, ...others);
    };
  }
  return Reflect.apply(request, this, call);
}

Reflect.set(Client.prototype, 'makeUnaryRequest', watched);
