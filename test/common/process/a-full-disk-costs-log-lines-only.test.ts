import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

test.each(['json', 'pretty'])('a process whose standard error cannot be written continues (%s)', (format) => {
  const script = `
    import { createLog } from './functions/common/process/log.ts';
    const log = createLog('test', { LOG_LEVEL: 'info', LOG_FORMAT: '${format}' });
    for (let line = 0; line < 5000; line++) log.info('x'.repeat(1000));
    setTimeout(() => { log.info('still there'); console.log('done'); }, 100);`;
  // Standard error is a read-only descriptor, so that every write fails as on a full disk.
  const out = execFileSync(
    '/bin/sh',
    ['-c', '"$0" --input-type=module-typescript --eval "$1" 2< /dev/null', process.execPath, script],
    { encoding: 'utf8' },
  );
  expect(out).toBe('done\n');
});
