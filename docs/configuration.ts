/**
 * Makes the text of `docs/configuration.md` from the schemas with which the programs read their environment.
 * Decides which variables are under which heading. The declaration of a variable decides its description.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { machineHealthSettings } from '../cdktf/machine/settings.ts';
import { deploymentSettings } from '../cdktf/settings.ts';
import { emulatorSettings, startSettings } from '../emulators/settings.ts';
import { type Setting, settingOf } from '../functions/common/process/setting.ts';
import {
  articleSettings,
  commonSettings,
  daemonSettings,
  firestoreSettings,
} from '../functions/common/process/settings.ts';
import { extractSettings } from '../functions/extract/settings.ts';
import { saveSettings } from '../functions/save/settings.ts';
import { showSettings } from '../functions/show/settings.ts';
import { servingSettings, submitSettings } from '../functions/submit/settings.ts';
import { createCommand } from '../tools/submit/command.ts';
import { table } from './table.ts';

interface Section {
  readonly heading: string;
  readonly about: string;
  readonly settings: z.ZodRawShape;
  /** Also lists variables of other sections, because the list must be complete by itself. */
  readonly isWhole?: true;
}

/** Earlier sections first: later ones do not repeat their variables. */
const sections: readonly Section[] = [
  {
    heading: 'Every stage and command',
    about: `Read by all stages, and by the ${readersOf('commonSettings', 'tools')}. \`submit\`, \`extract\`, \`train\` and \`evaluate\` as commands use no cloud. Of these variables they read \`LOG_LEVEL\` and \`LOG_FORMAT\` only.`,
    settings: commonSettings,
  },
  {
    heading: 'Programs that use Firestore',
    about: `Read by the ${readersOf('firestoreSettings', 'functions')}, and by the ${readersOf('firestoreSettings', 'tools')}.`,
    settings: firestoreSettings,
  },
  {
    heading: "Programs that read the term of an article's record",
    about: `Read by the ${readersOf('articleSettings', 'functions')}, and by the ${readersOf('articleSettings', 'tools')}.`,
    settings: articleSettings,
  },
  { heading: 'Both daemons', about: '`extract` and `save`.', settings: daemonSettings },
  { heading: 'submit', about: 'The HTTP function.', settings: { ...submitSettings, ...servingSettings } },
  {
    heading: 'extract',
    about:
      'The daemon. `npm run extract` reads those of the pool too, and logs from `warn` on where `LOG_LEVEL` is not set.',
    settings: extractSettings,
  },
  { heading: 'save', about: 'The daemon.', settings: saveSettings },
  { heading: 'show', about: 'The HTTP function.', settings: showSettings },
  {
    heading: 'Emulators',
    about: '`npm run emulators` and `npm start`.',
    settings: emulatorSettings,
  },
  {
    heading: 'npm start',
    about: 'It also passes all variables above to the stages that it starts, except their ports.',
    settings: startSettings,
  },
  {
    heading: 'Health of a machine',
    about: 'Runs beside the daemons on each machine; the deployment sets it.',
    settings: machineHealthSettings,
  },
  {
    heading: 'Deployment',
    about:
      'Read by `npm run synth`, `diff`, `deploy` and `destroy`, from the environment, else from the file `deploy.env` or the one that `DEPLOY_FILE` names.',
    settings: deploymentSettings,
    isWhole: true,
  },
];

/** Variables that other programs define and this one respects. No schema declares them. */
const foreign: readonly (readonly [variable: string, readBy: string, description: string])[] = [
  [
    'DEPLOY_FILE',
    'the deployment',
    'the file of its settings in the place of `deploy.env`; it is an error when it is missing',
  ],
  ['GOOGLE_APPLICATION_CREDENTIALS', 'programs that use Google Cloud', 'the key file to use'],
  [
    'GCE_METADATA_HOST',
    '`npm run submit`',
    'where identity tokens are asked for on a machine of Google Cloud',
  ],
  ['JAVA_HOME', 'the emulators', 'the Java to run them with'],
  ['CLOUDSDK_ROOT_DIR, GOOGLE_CLOUD_SDK', 'the emulators', 'where the Google Cloud SDK is installed'],
  ['SHARED_DATA', 'the tests', 'the folder with the newswire articles'],
  ['CHROME_PATH', 'the tests', 'the browser to test with'],
];

const INTRODUCTION = `# Configuration

<!-- Made by \`npm run docs:configuration\`. Change the declarations, or docs/configuration.ts for headings and foreign variables. -->

Every program is configured by its environment. An empty variable counts as unset. All faults are reported together, each with the value it
has and what is allowed, and the program ends with [exit code](exit-codes.md) 78.
`;

/**
 * The stages or commands whose settings include a group of `functions/common/process/settings.ts`. Read from
 * the source, because the `cli.ts` of a command runs when it is imported.
 */
function readersOf(group: string, kind: 'functions' | 'tools'): string {
  const root = join(import.meta.dirname, '..');
  const files = globSync(kind === 'functions' ? 'functions/*/settings.ts' : 'tools/**/cli.ts', { cwd: root });
  const readers = files
    .filter((file) =>
      new RegExp(`[.]{3}${group}\\b|settings: ${group}\\b`).test(readFileSync(join(root, file), 'utf8')),
    )
    .map((file) => `\`${basename(dirname(file))}\``)
    .sort();
  const noun = kind === 'functions' ? 'stage' : 'command';
  return `${noun}${readers.length === 1 ? '' : 's'} ${new Intl.ListFormat('en-GB').format(readers)}`;
}

/** Makes the document. */
export function describeConfiguration(): string {
  const seen = new Set<unknown>();
  const parts = sections.map(({ heading, about, settings, isWhole }) => {
    const rows = Object.entries(settings).flatMap(([variable, schema]) => {
      if (seen.has(schema) && !isWhole) return [];
      seen.add(schema);
      return [rowOf(variable, settingOf(schema))];
    });
    return `## ${heading}\n\n${about}\n\n${table(['variable', 'what it does', 'allowed', 'default'], rows)}`;
  });
  return `${[INTRODUCTION.trimEnd(), ...parts, submitOptions(), others()].join('\n\n')}\n`;
}

function rowOf(variable: string, setting: Setting | undefined): readonly string[] {
  if (setting === undefined) throw new Error(`${variable} is no setting: it has no description.`);
  return [`\`${variable}\``, setting.description, setting.allowed, defaultOf(setting)];
}

function defaultOf({ default: fallback }: Setting): string {
  if (fallback === undefined) return 'required';
  if (fallback === '') return 'empty';
  return fallback.includes(' ') ? fallback : `\`${fallback}\``;
}

function submitOptions(): string {
  const rows = createCommand('submit').options.flatMap(({ envVar, long, description }) =>
    envVar === undefined ? [] : [[`\`${envVar}\``, description, `\`${long}\``]],
  );
  return `## The command submit\n\nAn option takes precedence over its variable.\n\n${table(['variable', 'what it does', 'option'], rows)}`;
}

function others(): string {
  const rows = foreign.map(([variables, readBy, description]) => [
    variables.replace(/\w+/g, '`$&`'),
    readBy,
    description,
  ]);
  return `## Variables of other programs\n\n${table(['variable', 'read by', 'what it does'], rows)}`;
}
