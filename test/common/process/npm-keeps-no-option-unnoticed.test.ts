import { expect, test } from 'vitest';
import { refuseKeptOptions } from '../../../functions/common/process/command.ts';
import { ExitCode } from '../../../functions/common/process/exit-codes.ts';

const byNpm = { npm_command: 'run', npm_lifecycle_event: 'submit' };

test('an option that npm kept is refused with the command line that works', () => {
  expect(() => refuseKeptOptions(['posts.csv'], { ...byNpm, npm_config_dry_run: 'true' })).toThrow(
    expect.objectContaining({
      exitCode: ExitCode.usage,
      message: expect.stringContaining('`npm run submit -- posts.csv --dry-run`'),
    }),
  );
  const npm10 = { ...byNpm, npm_command: 'run-script', npm_config_json: 'true' };
  expect(() => refuseKeptOptions([], npm10)).toThrow('npm kept `--json` for itself');
});

test.each([
  ['outside npm', ['posts.csv'], { npm_config_dry_run: 'true' }],
  ['where npm handed it on too', ['--dry-run'], { ...byNpm, npm_config_dry_run: 'true' }],
  ['in `npm publish --dry-run`', [], { ...byNpm, npm_command: 'publish', npm_config_dry_run: 'true' }],
  ['without such options', ['posts.csv'], byNpm],
])('nothing is refused %s', (_, argv, environment) => {
  expect(() => refuseKeptOptions(argv, environment)).not.toThrow();
});
