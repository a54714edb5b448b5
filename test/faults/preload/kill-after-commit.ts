/**
 * Loaded into a saver before its own code: kills it with SIGKILL right after Firestore has carried out one of its commits, before anything
 * can be acked. FAULTS_KILL_AFTER_COMMIT is the number of that commit; the first is 1.
 */
import { WriteBatch } from '@google-cloud/firestore';

const commit = WriteBatch.prototype.commit;
let left = Number(process.env.FAULTS_KILL_AFTER_COMMIT);

WriteBatch.prototype.commit = async function (this: WriteBatch) {
  const results = await commit.call(this);
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
  return results;
};
