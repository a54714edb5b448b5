/**
 * Finds the violations of the packages in a lock file: licences, integrity, install scripts, origin. Pure.
 */
import satisfies from 'spdx-satisfies';
import { z } from 'zod';

const LockedPackage = z.looseObject({
  version: z.string().optional(),
  license: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  dev: z.boolean().optional(),
  link: z.boolean().optional(),
  inBundle: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
});
type LockedPackage = z.infer<typeof LockedPackage>;

/** A `package-lock.json`, version 3: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json */
const Lock = z.looseObject({ lockfileVersion: z.literal(3), packages: z.record(z.string(), LockedPackage) });

export interface Allowed {
  /** SPDX identifiers, for packages that are shipped or run. */
  readonly licenses: readonly string[];
  /** Further SPDX identifiers, for packages that only build and test. */
  readonly developmentLicenses: readonly string[];
  /** Packages (`name@version`) whose licence is no SPDX expression, and was read by a person. */
  readonly readByHand: readonly string[];
  /** Names of packages that may run a script at installation. */
  readonly installScripts: readonly string[];
}

/**
 * Checks every package.
 * @param text the lock file
 * @returns a line for each violation, in the order of the file
 * @throws ZodError or SyntaxError when it is no lock file of version 3
 */
export function dependencyFaults(text: string, allowed: Allowed): string[] {
  const { packages } = Lock.parse(JSON.parse(text));
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .flatMap(([path, entry]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const what = `${name}@${entry.version ?? '?'}`;
      return [
        ...licenseFaults(what, entry, allowed),
        ...originFaults(what, entry),
        ...(entry.hasInstallScript && !allowed.installScripts.includes(name)
          ? [`${what} runs a script when it is installed`]
          : []),
      ];
    });
}

function licenseFaults(what: string, { license, dev }: LockedPackage, allowed: Allowed): string[] {
  if (allowed.readByHand.includes(what)) return [];
  if (license === undefined) return [`${what} names no licence`];
  const list = dev ? [...allowed.licenses, ...allowed.developmentLicenses] : [...allowed.licenses];
  return isSatisfied(license, list) ? [] : [`${what} is under ${license}`];
}

function isSatisfied(license: string, list: string[]): boolean {
  try {
    return satisfies(license, list);
  } catch {
    // It is no SPDX expression.
    return false;
  }
}

/** A package comes from the registry, or within the archive of one that does. Its digest is a SHA-512. */
function originFaults(what: string, { resolved, integrity, link, inBundle }: LockedPackage): string[] {
  if (link) return [`${what} is a link to a folder`];
  if (inBundle) return [];
  return [
    ...(resolved === undefined || resolved.startsWith('https://registry.npmjs.org/')
      ? []
      : [`${what} comes from ${resolved}`]),
    ...(integrity?.startsWith('sha512-') ? [] : [`${what} has no SHA-512 digest`]),
  ];
}
