/**
 * Terraform reads every string of a stack as a template, so that it takes `${name}` of a shell for its own
 * reference. Here Terraform itself renders all such texts, in a stack without providers.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { alertsOf } from '../../cdktf/observability/alerts.ts';
import { deploymentFor } from '../support/cdktf/deployment.ts';
import { stringsIn, template } from '../support/cdktf/references.ts';
import {
  type JsonValue,
  ofType,
  type SynthesizedDeployment,
  synthesize,
  theOne,
} from '../support/cdktf/synthesize.ts';
import { REMOVE_ALL } from '../support/folder.ts';

let stack: SynthesizedDeployment;
let rendered: Readonly<Record<string, string>>;

/**
 * A reference of the stacks, such as `google_x.y.z` with functions around it. No text of a person or a shell
 * has this form.
 */
const REFERENCE =
  /(?<!\$)\$\{(?:(?:basename|trimprefix)\()?(?:data\.)?(?:google|time)_\w+\.[\w-]+(?:\.\w+|\[\d+\])+(?:, "https:\/\/")?\)?\}/g;

beforeAll(async () => {
  stack = synthesize({ ALERT_EMAIL: 'news@example.org' });
  const texts = [...stack.resources].flatMap(([address, resource]) =>
    stringsIn(resource as JsonValue)
      // Conditions are expressions on purpose, and have no value without their resource.
      .filter(({ path }) => !path.startsWith('.lifecycle.'))
      .map(({ path, text }) => [`${address}${path}`, text] as const),
  );
  // References have no value without the resources, so they are replaced by plain text.
  rendered = await renderByTerraform(
    Object.fromEntries(texts.map(([path, text]) => [path, text.replace(REFERENCE, '<reference>')])),
  );
});

test('the start-up script is rendered unchanged', () => {
  const script = readFileSync(new URL('../../cdktf/machine/startup.sh', import.meta.url), 'utf8');
  expect(renderedOf('metadata.startup-script')).toBe(script);
});

test("the Ops Agent's configuration is rendered unchanged, with the name of the deployment", () => {
  const file = readFileSync(new URL('../../cdktf/machine/ops-agent.yaml', import.meta.url), 'utf8');
  const text = renderedOf('metadata.ops-agent');
  expect(text).toBe(file.replaceAll('DEPLOYMENT', 'pipeline'));
  expect(text).toContain('deployment: pipeline');
});

test('the environment of each process on a machine is rendered unchanged', () => {
  const metadata = theOne(stack, 'google_compute_instance_template').metadata as Record<string, string>;
  for (const name of ['extract', 'save', 'health']) {
    expect(renderedOf(`metadata.${name}-env`)).toMatch(/^(?:[A-Z_]+=[^\s"'\\]*\n)+$/);
    expect(metadata[`${name}-env`]).toContain('GOOGLE_CLOUD_PROJECT=demo-entity-pipeline\n');
  }
});

test('the dashboard keeps the labels in its legends', () => {
  const dashboard = JSON.parse(renderedOf('dashboard_json')) as JsonValue;
  const legends = stringsIn(dashboard).filter(({ path }) => path.endsWith('.legendTemplate'));
  const labels = legends.flatMap(({ text }) => text.match(/\$.*$/) ?? []);
  expect([...new Set(labels)].sort()).toEqual(
    ['daemon', 'instance_name', 'outcome', 'service_name', 'stage', 'subscription_id'].map((label) =>
      template(`labels.${label}`),
    ),
  );
});

test('every query of an alert is rendered unchanged', () => {
  const queries = Object.entries(rendered)
    .filter(([path]) => path.endsWith('condition_prometheus_query_language.query'))
    .map(([, text]) => text);
  expect(queries.sort()).toEqual(
    alertsOf(deploymentFor())
      .map(({ query }) => query)
      .sort(),
  );
  const alerts = ofType(stack, 'google_monitoring_alert_policy').filter(({ conditions }) =>
    JSON.stringify(conditions).includes('prometheus'),
  );
  expect(alerts).toHaveLength(queries.length);
});

function renderedOf(ending: string): string {
  const [found, ...others] = Object.keys(rendered).filter((path) => path.endsWith(`.${ending}`));
  if (found === undefined || others.length > 0) throw new Error(`there is not one text at ${ending}`);
  return rendered[found] ?? '';
}

async function renderByTerraform(texts: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'entity-pipeline-terraform-'));
  const terraform = async (...args: readonly string[]): Promise<string> => {
    const env = {
      ...process.env,
      CHECKPOINT_DISABLE: '1',
      TF_CLI_CONFIG_FILE: join(folder, 'terraform.rc'),
      TF_IN_AUTOMATION: '1',
    };
    const options = { cwd: folder, env, maxBuffer: 64_000_000 };
    const { stdout } = await promisify(execFile)('terraform', [...args], options).catch((error: Error) => {
      if ('code' in error && error.code === 'ENOENT')
        throw new Error(
          'terraform is not on the PATH; install it: https://developer.hashicorp.com/terraform/install',
        );
      throw error;
    });
    return stdout;
  };
  try {
    writeFileSync(join(folder, 'terraform.rc'), '');
    writeFileSync(
      join(folder, 'main.tf.json'),
      JSON.stringify({
        resource: { terraform_data: { texts: { input: texts } } },
        output: { texts: { value: template('terraform_data.texts.output') } },
      }),
    );
    await terraform('init', '-no-color');
    await terraform('apply', '-auto-approve', '-no-color');
    const outputs = JSON.parse(await terraform('output', '-json')) as {
      texts: { value: Record<string, string> };
    };
    return outputs.texts.value;
  } finally {
    rmSync(folder, REMOVE_ALL);
  }
}
