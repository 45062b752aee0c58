/** A range of versions: `from` is in it, `below` is not. */
export interface VersionRange {
  readonly from: string;
  readonly below: string;
}

/** The first version in what a program printed, such as `3.6.10` in `etcd Version: 3.6.10`. */
export function versionIn(text: string): string | undefined {
  return /\d+\.\d+\.\d+/.exec(text)?.[0];
}

export function isInRange(version: string, { from, below }: VersionRange): boolean {
  return compareVersions(version, from) >= 0 && compareVersions(version, below) < 0;
}

/** Negative where `a` is the older one, 0 where both are the same. */
export function compareVersions(a: string, b: string): number {
  const [partsA, partsB] = [a, b].map((version) => version.split(".").map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (partsA?.[index] ?? 0) - (partsB?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The version of a module that a go.mod file requires, without its `v`. */
export function requiredVersion(goMod: string, module: string): string | undefined {
  const escaped = module.replaceAll(".", String.raw`\.`);
  return new RegExp(String.raw`^(?:require)?\s+${escaped} v(\S+)`, "m").exec(goMod)?.[1];
}
