import { expect, test } from 'vitest';
import { template } from '../support/cdktf/references.ts';
import { ofType, synthesize } from '../support/cdktf/synthesize.ts';

const functions = ofType(synthesize(), 'google_cloudfunctions2_function');

test('the archive of a function is in an argument that the provider reads back from Google', () => {
  const name = template('google_storage_bucket_object.artifact-functions.name');
  for (const { build_config } of functions) {
    expect(build_config).toMatchObject({
      source: { storage_source: { object: name } },
      environment_variables: { ARTIFACT: name },
    });
  }
});

test('a deployment fails while a function is not active', () => {
  expect(functions).toHaveLength(2);
  for (const { lifecycle } of functions) {
    expect(lifecycle?.postcondition).toEqual([
      {
        condition: template('self.state == "ACTIVE"'),
        error_message: expect.stringMatching(
          /is not active: .* Read the reason in its log, fix it, and deploy again\./,
        ),
      },
    ]);
  }
});
