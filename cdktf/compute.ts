/** The compute stack of a region: the two functions, and the machines with both daemons. */
import { TerraformOutput } from 'cdktf';
import type { Artifacts } from './build/build.ts';
import type { Deployment } from './deployment.ts';
import { createBuilder } from './functions.ts';
import { createMachines } from './machines.ts';
import { createUptimeChecks } from './observability/uptime.ts';
import type { DeploymentSettings } from './settings.ts';
import { extractDaemon } from './stages/extract.ts';
import { saveDaemon } from './stages/save.ts';
import { createShowFunction } from './stages/show.ts';
import { createSubmitFunction } from './stages/submit.ts';
import { createStorage } from './storage.ts';

/** Fills the stack. */
export function fillComputeStack(deployment: Deployment, artifacts: Artifacts): void {
  const { stack, settings } = deployment;
  const storage = createStorage(deployment, artifacts);
  const builder = createBuilder(deployment, storage);
  const submit = createSubmitFunction(deployment, builder);
  const url = submit.serviceConfig.uri;
  const show = createShowFunction(deployment, builder, url);
  createMachines(deployment, {
    storage,
    archive: artifacts.daemons,
    daemons: [extractDaemon(deployment), saveDaemon(deployment)],
  });
  createUptimeChecks(deployment, { submit, show });

  const output = (id: string, value: string): void => {
    new TerraformOutput(stack, `output-${id}`, { value }).overrideLogicalId(id);
  };
  output('submit_url', url);
  output('show_url', show.serviceConfig.uri);
  output('submit_curl', curlLine(url, settings));
}

/**
 * A command that submits a post: with a key where keys are required, with the person's own identity where the
 * function is not public.
 */
function curlLine(url: string, settings: DeploymentSettings): string {
  const headers = [
    settings.SUBMIT_PUBLIC === 'true' ? [] : ['authorization: Bearer $(gcloud auth print-identity-token)'],
    settings.SUBMIT_API_KEYS_SECRET === '' ? [] : ['x-api-key: $API_KEY'],
    ['content-type: application/json'],
  ].flat();
  const post = '{"publication":"Example Times","content":"Ada Lovelace met Charles Babbage in London."}';
  return `curl -sS ${url}/posts ${headers.map((header) => `-H "${header}"`).join(' ')} -d '${post}'`;
}
