/**
 * The account as which a process calls Google Cloud: by default that of the machine or function it runs on.
 * Daemons on one machine share its account. With SERVICE_ACCOUNT each acts as an account of its own, so that
 * it has only the rights that its stage needs.
 */

import { Compute, GoogleAuth, Impersonated } from 'google-auth-library';
import { ExitCode, ExplainedError } from '../process/exit-codes.ts';
import { ownCommand } from '../process/own-command.ts';

export const GOOGLE_CLOUD_SCOPE = 'https://www.googleapis.com/auth/cloud-platform';

/**
 * The options that give a Google Cloud client its credentials.
 * @param account the e-mail address of the service account to act as, for which the machine's own account
 *   needs the role iam.serviceAccountTokenCreator; none by default
 * @param endpoint where tokens are requested; IAM by default
 */
export function credentialsFor(
  account: string | undefined,
  endpoint?: string,
): { readonly auth: GoogleAuth } | Record<string, never> {
  if (account === undefined || account === '') return {};
  const authClient = new Impersonated({
    sourceClient: new Compute(),
    targetPrincipal: account,
    targetScopes: [GOOGLE_CLOUD_SCOPE],
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  return { auth: new GoogleAuth({ authClient }) };
}

/**
 * Checks, before a daemon starts, that it has credentials or emulators. Without them every request would
 * fail, one after the other.
 * @param settings where an emulator is named for each of the services used, nothing is checked
 * @throws ExplainedError with exit code 69 when there are neither credentials nor emulators
 */
export async function checkCredentials(
  settings: { readonly SERVICE_ACCOUNT?: string | undefined },
  emulatorHosts: readonly (string | undefined)[],
): Promise<void> {
  if (emulatorHosts.every((host) => host !== undefined)) return;
  try {
    const { auth = new GoogleAuth({ scopes: GOOGLE_CLOUD_SCOPE }) } = credentialsFor(
      settings.SERVICE_ACCOUNT,
    );
    await auth.getClient();
  } catch (error) {
    throw new ExplainedError(
      'There are no credentials for Google Cloud. Run `gcloud auth application-default login`. Or use emulators: start them with ' +
        `\`${ownCommand('emulators')}\`, and set PUBSUB_EMULATOR_HOST and FIRESTORE_EMULATOR_HOST as it prints them.`,
      ExitCode.unavailable,
      { cause: error },
    );
  }
}
