/**
 * `npm run synth`, `diff`, `deploy` and `destroy`: makes the checks that cdktf lacks, copies the lock file of
 * the providers, then calls cdktf.
 */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Argument } from 'commander';
import { GoogleAuth } from 'google-auth-library';
import { GOOGLE_CLOUD_SCOPE } from '../../functions/common/cloud/credentials.ts';
import { runCommand } from '../../functions/common/process/command.ts';
import { defineCommand, exampleText } from '../../functions/common/process/command-line.ts';
import { root } from '../build/bundle.ts';
import { deployFile, overrideWarnings, readSettings, stateBucket, withFile } from '../settings.ts';
import { computeStack, DATA } from '../stack.ts';
import { actions, cdktfCalls, type StackAction, type StackName, stackNames } from './plan.ts';
import { authorizedFetch, checkStateBucket } from './state-bucket.ts';

interface Given {
  readonly action: StackAction;
  readonly stacks: readonly StackName[];
  readonly isApproved: boolean;
}

/** The working directory of cdktf, which reads its configuration from there. */
const folder = join(root, 'cdktf');

await runCommand({ read: readCommandLine, settings: {} }, async ({ given, log }) => {
  const { action, stacks, isApproved } = given;
  const file = deployFile(process.env, join(root, 'deploy.env'));
  const settings = readSettings(withFile(process.env, file));
  for (const warning of overrideWarnings(process.env, file)) log.warn(warning);
  if (action !== 'synth') {
    const fetch = authorizedFetch(new GoogleAuth({ scopes: GOOGLE_CLOUD_SCOPE }));
    await checkStateBucket(fetch, settings.GOOGLE_CLOUD_PROJECT, stateBucket(settings));
  }
  for (const stack of [DATA, computeStack(settings.REGION)]) lockProviders(stack);
  const options = isApproved ? ['--auto-approve'] : [];
  for (const call of cdktfCalls(action, settings.REGION, stacks, options)) {
    const code = await runCdktf(call);
    if (code !== 0) return code;
  }
  return 0;
});

function readCommandLine(argv: readonly string[]): Given {
  let given: Given | undefined;
  // The action is a part of the script's name, so a person does not type it again.
  const script = actions.find((action) => action === argv[0]) ?? 'ACTION';
  defineCommand(`npm run ${script}`)
    .usage('-- [options] [data|compute]')
    .description('Write, compare, deploy or destroy the stacks of a deployment.')
    .addArgument(new Argument('<action>').choices([...actions]))
    .addArgument(
      new Argument(
        '[stacks...]',
        'data is what is kept, compute is what runs in the region; by default both',
      ).choices([...stackNames]),
    )
    .option('--auto-approve', 'ask for no confirmation, for use in a workflow')
    .addHelpText(
      'after',
      exampleText([
        ['npm run diff', 'show what a deployment would change'],
        ['npm run deploy', 'deploy the stack data, then the stack compute'],
        ['npm run destroy -- compute', 'destroy what runs in REGION; all data is kept'],
      ]),
    )
    .action((action: StackAction, stacks: readonly StackName[], options: { readonly autoApprove?: true }) => {
      given = { action, stacks, isApproved: options.autoApprove === true };
    })
    .parse([...argv], { from: 'user' });
  if (given === undefined) throw new Error('commander has not called the action');
  return given;
}

/** Terraform looks for the lock beside a stack, where nothing is committed. */
function lockProviders(stack: string): void {
  const beside = join(folder, 'cdktf.out', 'stacks', stack);
  mkdirSync(beside, { recursive: true });
  copyFileSync(join(folder, 'terraform.lock.hcl'), join(beside, '.terraform.lock.hcl'));
}

/**
 * Runs cdktf, which gets signals from the terminal itself. It is interrupted once, and then waited for: a
 * resource whose creation is killed would be missing in the state.
 */
function runCdktf(call: readonly string[]): Promise<number> {
  return new Promise((done, reject) => {
    const { DEPLOY_FILE } = process.env;
    const env = {
      ...process.env,
      CHECKPOINT_DISABLE: '1',
      // cdktf runs our program in another folder than ours.
      ...(DEPLOY_FILE && { DEPLOY_FILE: resolve(DEPLOY_FILE) }),
      // Without a terminal, cdktf would write each picture of its spinner as lines of its own.
      ...(process.stdout.isTTY !== true && { CI: 'true' }),
    };
    const child = spawn('cdktf', [...call], { cwd: folder, env, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => done(code ?? 1));
  });
}
