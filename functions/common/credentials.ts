/**
 * As whom a process talks to Google Cloud. By default as the account of the machine or function it runs on. Daemons that share a machine
 * share its account; with SERVICE_ACCOUNT each acts as one of its own, so that it can do no more than its stage needs.
 */
import { Compute, GoogleAuth, Impersonated } from 'google-auth-library';

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';

/**
 * What a client of Google Cloud is opened with.
 * @param account the e-mail address of the service account to act as, for which the machine's own account needs the role
 *   iam.serviceAccountTokenCreator; none by default
 * @param endpoint where tokens are asked for; IAM by default
 */
export function credentialsFor(
  account: string | undefined,
  endpoint?: string,
): { readonly auth: GoogleAuth } | Record<string, never> {
  if (account === undefined || account === '') return {};
  const authClient = new Impersonated({
    sourceClient: new Compute(),
    targetPrincipal: account,
    targetScopes: [SCOPE],
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  return { auth: new GoogleAuth({ authClient }) };
}
