import { badRequest, conflict } from "../arm-error";

/** The minor versions that a cluster can have, oldest first, each with its latest patch. The last is the sandbox's own. */
const LATEST_PATCHES: readonly (readonly [minor: number, patch: number])[] = [
  [33, 11],
  [34, 7],
  [35, 4],
];

interface Version {
  readonly minor: number;
  readonly patch: number;
}

/**
 * The patch version that `1.34` or `1.34.2` stands for; `undefined` where a cluster cannot have it.
 *
 * @see https://learn.microsoft.com/azure/aks/supported-kubernetes-versions#alias-minor-version
 */
export function patchVersion(asked: string): string | undefined {
  const version = supported(asked);
  return version === undefined ? undefined : text(version);
}

/** Refuses a version that AKS does not have, or that it does not upgrade to. */
export function checkVersion(cluster: string, before: string | undefined, asked: string | undefined): void {
  if (asked === undefined || asked === before) return;
  const next = supported(asked);
  // Azure/Microsoft-Defender-for-Cloud#923 quotes the answer.
  if (next === undefined) {
    throw badRequest(
      "K8sVersionNotSupported",
      `Managed cluster ${cluster} has invalid version ${asked}. Please use [az aks get-versions] command to get the supported version list in this region. For more information, please check https://aka.ms/supported-version-list.`,
    );
  }
  const now = supported(before ?? asked);
  if (now === undefined || isUpgrade(now, next)) return;
  // rancher/dashboard#11884 quotes the answer in full.
  throw conflict(
    "OperationNotAllowed",
    `Upgrading Kubernetes version ${text(now)} to ${text(next)} is not allowed. Available upgrades: [${upgrades(now).join(" ")}]. Please see https://aka.ms/aks-supported-k8s-ver for version details.`,
  );
}

/** A cluster goes forward, and by one minor version at a time. @see https://learn.microsoft.com/azure/aks/upgrade-cluster */
function isUpgrade(now: Version, next: Version): boolean {
  return next.minor === now.minor ? next.patch >= now.patch : next.minor === now.minor + 1;
}

function upgrades(now: Version): readonly string[] {
  return LATEST_PATCHES.map(([minor, patch]) => ({ minor, patch }))
    .filter((version) => isUpgrade(now, version) && text(version) !== text(now))
    .map(text)
    .toReversed();
}

/** Which patches a region has changes by the week: any that exists will do. */
function supported(asked: string): Version | undefined {
  const { minor, patch } = /^1\.(?<minor>\d+)(?:\.(?<patch>\d+))?$/.exec(asked)?.groups ?? {};
  const [, latest] = LATEST_PATCHES.find(([known]) => known === Number(minor)) ?? [];
  const chosen = patch === undefined ? latest : Number(patch);
  if (latest === undefined || chosen === undefined || chosen > latest) return undefined;
  return { minor: Number(minor), patch: chosen };
}

function text({ minor, patch }: Version): string {
  return `1.${minor}.${patch}`;
}
