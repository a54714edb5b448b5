import { expect, it } from 'vitest';
import { partOf } from './start.ts';

it('the processes of npm start are distinguished by their command lines', () => {
  const stage = 'node /here/functions/cli.ts submit extract save show';
  expect(partOf('node emulators/pipeline/cli.ts --exit', 'sh')).toBe('start');
  expect(partOf(stage, 'node emulators/pipeline/cli.ts')).toBe('stages');
  expect(partOf('node /here/functions/extract/pool/worker.ts', stage)).toBe('pool');
  expect(partOf('node /here/emulators/guard.ts {"command":"node"}', 'node emulators/cli.ts')).toBe(
    'emulators',
  );
  expect(partOf('/usr/bin/java -Xmx768m -cp firestore.jar', 'node emulators/guard.ts')).toBe('emulators');
});
