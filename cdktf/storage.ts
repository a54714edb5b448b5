/**
 * Creates the bucket of the artifacts. The name of an object has a hash of its contents, so its contents
 * never change.
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
    // Bucket names are unique in the world. The project's id makes the name ours; the region tells it apart
    // from another region's. Of the 63 characters allowed, the longest project and prefix leave 11.
    name: `${deployment.project}-${deployment.name('code')}-${shortOf(region)}`,
    project: deployment.project,
    location: region,
    uniformBucketLevelAccess: true,
    publicAccessPrevention: 'enforced',
    // All its objects can be built again.
    forceDestroy: true,
    versioning: { enabled: false },
    ...(kmsKeyName && { encryption: { defaultKmsKeyName: kmsKeyName } }),
  });
  const upload = (id: string, artifact: Artifact): StorageBucketObject =>
    new StorageBucketObject(stack, `artifact-${id}`, {
      bucket: bucket.name,
      name: artifact.name,
      source: new TerraformAsset(stack, `file-${id}`, { path: artifact.path, type: AssetType.FILE }).path,
      // Machines of the old version may restart during the roll-out of the new one. A roll-out may take
      // longer than the deployment waits.
      deletionPolicy: 'ABANDON',
      lifecycle: { createBeforeDestroy: true },
    });
  return {
    bucket,
    functions: upload('functions', artifacts.functions),
    daemons: upload('daemons', artifacts.daemons),
  };
}
