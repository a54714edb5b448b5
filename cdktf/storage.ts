/**
 * The bucket of the artifacts. Objects are named by a hash of their contents, so a name never means anything
 * else.
 */
import { StorageBucket } from '@cdktf/provider-google/lib/storage-bucket/index.js';
import { StorageBucketObject } from '@cdktf/provider-google/lib/storage-bucket-object/index.js';
import { AssetType, TerraformAsset } from 'cdktf';
import type { Artifact, Artifacts } from './build/build.ts';
import { type Deployment, ownKey } from './deployment.ts';
import { shortOf } from './regions.ts';

export interface Storage {
  readonly bucket: StorageBucket;
  readonly functions: StorageBucketObject;
  readonly daemons: StorageBucketObject;
}

/** Creates the bucket of a region and puts the artifacts into it. */
export function createStorage(deployment: Deployment, artifacts: Artifacts): Storage {
  const { stack, region } = deployment;
  const kmsKeyName = ownKey(deployment);
  const bucket = new StorageBucket(stack, 'artifacts', {
    // Names of buckets are the world's: the project's id makes it ours, and the region keeps that of another
    // region apart. Of the 63 characters allowed, the longest project and prefix leave 11.
    name: `${deployment.project}-${deployment.name('code')}-${shortOf(region)}`,
    project: deployment.project,
    location: region,
    uniformBucketLevelAccess: true,
    publicAccessPrevention: 'enforced',
    // All it holds can be built again.
    forceDestroy: true,
    versioning: { enabled: false },
    ...(kmsKeyName && { encryption: { defaultKmsKeyName: kmsKeyName } }),
  });
  const upload = (id: string, artifact: Artifact): StorageBucketObject =>
    new StorageBucketObject(stack, `artifact-${id}`, {
      bucket: bucket.name,
      name: artifact.name,
      source: new TerraformAsset(stack, `file-${id}`, { path: artifact.path, type: AssetType.FILE }).path,
      // Machines of the old version may start again while the new one is rolled out, which may take longer
      // than a deployment waits.
      deletionPolicy: 'ABANDON',
      lifecycle: { createBeforeDestroy: true },
    });
  return {
    bucket,
    functions: upload('functions', artifacts.functions),
    daemons: upload('daemons', artifacts.daemons),
  };
}
