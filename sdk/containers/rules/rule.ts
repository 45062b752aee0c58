import type { Source } from "../../virtual-node/capabilities/capability";
import type { ContainerGroupSpec } from "../group-spec";

/** How bad it is to leave a group as it is: it would not start, it may fail, or it is worth knowing. */
export type GroupSeverity = "error" | "warning" | "note";

/** One place in a group where a rule found something. */
export interface GroupProblem {
  readonly path: string;
  /** What stands there, in a few words. */
  readonly problem: string;
}

/** Something of a container group that ACI limits. */
export interface GroupRule {
  /** Stays the same for good, so that programs and docs can refer to it. */
  readonly id: string;
  /** What it looks for. */
  readonly what: string;
  readonly severity: GroupSeverity;
  /** What happens if it is left as it is, in one clause. */
  readonly effect: string;
  /** What to do instead, in one clause. */
  readonly instead: string;
  readonly source: Source;
  readonly find: (group: ContainerGroupSpec) => readonly GroupProblem[];
}

const page = (title: string, name: string): Source => ({
  title,
  url: `https://learn.microsoft.com/azure/container-instances/${name}`,
});

/** The pages on ACI that the rules rest on. */
export const PAGES = {
  limits: page("limits", "container-instances-resource-and-quota-limits"),
  names: page("naming", "container-instances-troubleshooting#naming-conventions"),
  groups: page("container groups", "container-instances-container-groups"),
  network: page("virtual networks", "container-instances-virtual-network-concepts"),
  spot: page("spot containers", "container-instances-spot-containers-overview"),
  faq: page("FAQ", "container-instances-faq"),
  restarts: page("restart policy", "container-instances-restart-policy"),
  dns: page("custom DNS", "container-instances-custom-dns"),
} as const;
