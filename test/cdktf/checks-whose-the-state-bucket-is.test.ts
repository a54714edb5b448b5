import { expect, test } from 'vitest';
import { authorizedFetch, checkStateBucket } from '../../cdktf/run/state-bucket.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';

const good = {
  projectNumber: '4711',
  versioning: { enabled: true },
  iamConfiguration: { publicAccessPrevention: 'enforced' },
};

/** Checks a bucket for which Cloud Storage returns this body. */
async function check(body: unknown, status = 200): Promise<void> {
  await checkStateBucket(
    async (url) =>
      url.startsWith('https://storage.googleapis.com/storage/v1/b/news-terraform-state')
        ? { status, body }
        : { status: 200, body: { projectNumber: '4711' } },
    'news',
    'news-terraform-state',
  );
}

test("accepts the project's own bucket if it keeps versions and cannot be made public", async () => {
  await expect(check(good)).resolves.toBeUndefined();
});

test.each([
  ['that belongs to another project', { ...good, projectNumber: '13' }, 200, /belongs to project number 13/],
  ['that does not exist', {}, 404, /does not exist/],
  ['that may not be read', {}, 403, /cannot be read: it belongs to somebody else/],
  ['that keeps no versions', { ...good, versioning: undefined }, 200, /keeps no versions/],
  [
    'that may become public, because public access prevention is not enforced',
    { ...good, iamConfiguration: {} },
    200,
    /may become public, because public access prevention is not enforced/,
  ],
])('refuses a bucket %s, and says that nothing was changed', async (_, body, status, message) => {
  const error = await check(body, status).catch((thrown: unknown) => thrown);
  if (!(error instanceof ExplainedError)) throw new Error('no explained error');
  expect(error.exitCode).toBe(ExitCode.config);
  expect(error.message).toMatch(message);
  expect(error.message).toContain('Nothing was changed.');
});

test('a failing request about the bucket is another error than a wrong bucket', async () => {
  await expect(check({}, 500)).rejects.toMatchObject({ exitCode: ExitCode.unavailable });
});

test('without credentials it says how to get them, and that nothing was changed', async () => {
  const fetch = authorizedFetch({
    getClient: () => Promise.reject(new Error('Could not load the default credentials')),
  });
  const error = await checkStateBucket(fetch, 'news', 'news-terraform-state').catch(
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ExplainedError)) throw new Error('no explained error');
  expect(error.exitCode).toBe(ExitCode.unavailable);
  expect(error.message).toMatch(/gcloud auth application-default login`\. Nothing was changed\./);
});
