/**
 * Checks that the bucket of Terraform's state is ours. Its name can be guessed, and bucket names are unique
 * in the world. Somebody else's bucket of that name would receive all that the state holds, and could return
 * a state that destroys the deployment.
 */
import type { GoogleAuth } from 'google-auth-library';
import { z } from 'zod';
import { causeOf, failureInWords } from '../../functions/common/domain/error-message.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';

/** The part of an authorized client of Google's APIs that the check uses. */
export type Fetch = (url: string) => Promise<{ readonly status: number; readonly body: unknown }>;

const Project = z.object({ projectNumber: z.string() });
const Bucket = z.object({
  projectNumber: z.string(),
  versioning: z.object({ enabled: z.boolean() }).optional(),
  iamConfiguration: z.object({ publicAccessPrevention: z.string().optional() }).optional(),
});

/**
 * Checks the bucket.
 * @throws ExplainedError with exit code 78 when it is another project's, is not there, keeps no versions, or
 *   could be made public
 */
export async function checkStateBucket(fetch: Fetch, project: string, bucket: string): Promise<void> {
  const found = await fetch(`https://storage.googleapis.com/storage/v1/b/${encodeURIComponent(bucket)}`);
  if (found.status === 404) throw wrong(bucket, 'does not exist');
  // The bucket exists, but its owner does not let this account read it.
  if (found.status === 403)
    throw wrong(bucket, 'cannot be read: it belongs to somebody else, or the account lacks a role');
  if (found.status !== 200) throw unavailable(`Cloud Storage answered ${found.status}`);
  const { projectNumber, versioning, iamConfiguration } = Bucket.parse(found.body);
  const ours = await fetch(`https://cloudresourcemanager.googleapis.com/v1/projects/${project}`);
  if (ours.status !== 200)
    throw unavailable(`Resource Manager answered ${ours.status} for project ${project}`);
  if (Project.parse(ours.body).projectNumber !== projectNumber)
    throw wrong(bucket, `belongs to project number ${projectNumber}, not to ${project}`);
  if (versioning?.enabled !== true)
    throw wrong(bucket, 'keeps no versions of its objects, so an earlier state could not be restored');
  if (iamConfiguration?.publicAccessPrevention !== 'enforced')
    throw wrong(bucket, 'may become public, because public access prevention is not enforced');
}

/**
 * Google's APIs with the credentials that Terraform uses.
 * @returns a client that throws an ExplainedError with exit code 69 when there are no credentials, or Google
 *   cannot be reached
 */
export function authorizedFetch(auth: Pick<GoogleAuth, 'getClient'>): Fetch {
  return async (url) => {
    const client = await auth.getClient().catch((cause: unknown) => {
      throw unavailable(
        'there are no credentials for Google Cloud; run `gcloud auth application-default login`',
        cause,
      );
    });
    try {
      const { status, data } = await client.request<unknown>({ url, validateStatus: () => true });
      return { status, body: data };
    } catch (cause) {
      throw unavailable(
        `${new URL(url).host} does not answer, or refuses the credentials: ${failureInWords(causeOf(cause))}`,
        cause,
      );
    }
  };
}

function wrong(bucket: string, fault: string): ExplainedError {
  return new ExplainedError(
    `The bucket of Terraform's state, ${bucket}, ${fault}. Nothing was changed. Set it up as docs/deploy.md says, or name another in STATE_BUCKET.`,
    ExitCode.config,
  );
}

function unavailable(what: string, cause?: unknown): ExplainedError {
  return new ExplainedError(
    `The bucket of Terraform's state cannot be checked: ${what}. Nothing was changed.`,
    ExitCode.unavailable,
    { cause },
  );
}
