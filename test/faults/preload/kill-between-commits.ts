/**
 * Preloaded into a command. Kills it with SIGKILL right after Firestore has applied its n-th commit, or
 * before the first with 0. FAULTS_KILL_AFTER_COMMIT is n.
 */
import { WriteBatch } from '@google-cloud/firestore';

const commit = WriteBatch.prototype.commit;
let left = Number(process.env.FAULTS_KILL_AFTER_COMMIT);

WriteBatch.prototype.commit = async function (this: WriteBatch) {
  if (left === 0) process.kill(process.pid, 'SIGKILL');
  const results = await commit.call(this);
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
  return results;
};
