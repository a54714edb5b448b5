/**
 * The regions that a deployment may use, each with its own addresses and short name. While a pipeline moves
 * from one region to another, the machines, buckets and health checks of both share one project.
 */

/**
 * A region's place in this list decides its range of addresses, so the order never changes: new regions come
 * last. The short form goes into names that are unique in the project or in the world, where the long one
 * would not fit.
 */
const all = [
  ['us-central1', 'usc1'],
  ['us-east1', 'use1'],
  ['us-east4', 'use4'],
  ['us-east5', 'use5'],
  ['us-south1', 'uss1'],
  ['us-west1', 'usw1'],
  ['us-west2', 'usw2'],
  ['us-west3', 'usw3'],
  ['us-west4', 'usw4'],
  ['northamerica-northeast1', 'nane1'],
  ['northamerica-northeast2', 'nane2'],
  ['northamerica-south1', 'nas1'],
  ['southamerica-east1', 'sae1'],
  ['southamerica-west1', 'saw1'],
  ['europe-central2', 'euc2'],
  ['europe-north1', 'eun1'],
  ['europe-north2', 'eun2'],
  ['europe-southwest1', 'eusw1'],
  ['europe-west1', 'euw1'],
  ['europe-west2', 'euw2'],
  ['europe-west3', 'euw3'],
  ['europe-west4', 'euw4'],
  ['europe-west6', 'euw6'],
  ['europe-west8', 'euw8'],
  ['europe-west9', 'euw9'],
  ['europe-west10', 'euw10'],
  ['europe-west12', 'euw12'],
  ['africa-south1', 'afs1'],
  ['asia-east1', 'ase1'],
  ['asia-east2', 'ase2'],
  ['asia-northeast1', 'asne1'],
  ['asia-northeast2', 'asne2'],
  ['asia-northeast3', 'asne3'],
  ['asia-south1', 'ass1'],
  ['asia-south2', 'ass2'],
  ['asia-southeast1', 'asse1'],
  ['asia-southeast2', 'asse2'],
  ['australia-southeast1', 'ause1'],
  ['australia-southeast2', 'ause2'],
  ['me-central1', 'mec1'],
  ['me-central2', 'mec2'],
  ['me-west1', 'mew1'],
] as const;

export const regions: readonly string[] = all.map(([region]) => region);

/**
 * A region's name in at most five characters.
 * @throws Error for a region that is not in the list
 */
export function shortOf(region: string): string {
  return entryOf(region).short;
}

/**
 * The addresses of a region's machines: room for 4,000, in a block that no other region has.
 * @throws Error for a region that is not in the list
 */
export function rangeOf(region: string): string {
  const { index } = entryOf(region);
  // Blocks of 16 networks of 256 addresses, from 10.64.0.0 on.
  return `10.${64 + (index >> 4)}.${(index & 15) << 4}.0/20`;
}

function entryOf(region: string): { readonly index: number; readonly short: string } {
  const index = regions.indexOf(region);
  const short = all[index]?.[1];
  if (short === undefined) throw new Error(`regions.ts does not know ${region}: add it as the last`);
  return { index, short };
}
