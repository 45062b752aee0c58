import { checked, type Check } from "../check";
import { VirtualNodeGeneration } from "./generation";

/** Which nodes of a cluster are its virtual nodes, as a user may say it. */
export interface VirtualNodeSelectorArgs {
  readonly virtualNodeGeneration?: VirtualNodeGeneration | undefined;
  readonly virtualNodeLabels?: Readonly<Record<string, string>> | undefined;
}

/** Which nodes of a cluster are its virtual nodes, complete and checked. */
export interface VirtualNodeSelectorSpec {
  readonly generation: VirtualNodeGeneration;
  /** Labels that every virtual node has, those of its generation and the user's. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * The label that only virtual nodes of v2 have. They may also have v1's `type: virtual-kubelet`, so this label alone
 * tells the generations apart.
 *
 * @see https://github.com/microsoft/virtualnodesOnAzureContainerInstances#deploy-your-first-pod-to-a-virtual-node
 */
export const V2_LABEL = { key: "virtualization", value: "virtualnode2" } as const;

/** The label that every virtual node of v1 has (https://learn.microsoft.com/azure/aks/virtual-nodes-cli). */
export const VIRTUAL_KUBELET_LABEL = { key: "type", value: "virtual-kubelet" } as const;

/** The labels by which each generation's documentation selects its virtual nodes. */
export const GENERATION_LABELS: Readonly<Record<VirtualNodeGeneration, Readonly<Record<string, string>>>> = {
  v1: {
    "kubernetes.io/os": "linux",
    "kubernetes.io/role": "agent",
    [VIRTUAL_KUBELET_LABEL.key]: VIRTUAL_KUBELET_LABEL.value,
  },
  v2: { "kubernetes.io/os": "linux", [V2_LABEL.key]: V2_LABEL.value },
};

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const LABEL_NAME = /^([a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = {
  pattern: /^([A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?)?$/,
  description: "the value of a label: up to 63 letters, digits, dots, _ and -",
};

/** @throws ArgumentError where an argument is wrong; its path starts with `cluster` */
export function virtualNodeSelectorSpec(args: VirtualNodeSelectorArgs): VirtualNodeSelectorSpec {
  return checked((root) => {
    const check = root.within("cluster");
    const generation = check.oneOf("virtualNodeGeneration", args.virtualNodeGeneration ?? VirtualNodeGeneration.v1, [
      VirtualNodeGeneration.v1,
      VirtualNodeGeneration.v2,
    ]);
    const own = GENERATION_LABELS[generation];
    return { generation, labels: { ...own, ...furtherLabels(args.virtualNodeLabels ?? {}, generation, check) } };
  });
}

/** Labels with their names and values checked. */
export function labels(
  path: string,
  given: Readonly<Record<string, unknown>>,
  check: Check,
): Readonly<Record<string, string>> {
  const entries = Object.entries(given).map(([name, value]): [string, string] => {
    if (!LABEL_NAME.test(name)) {
      check.problem(`${path}.${name}`, "must be named as a label: a name of up to 63, or prefix/name");
    }
    return [name, check.text(`${path}.${name}`, value, LABEL_VALUE)];
  });
  return Object.fromEntries(entries);
}

function furtherLabels(
  given: Readonly<Record<string, unknown>>,
  generation: VirtualNodeGeneration,
  check: Check,
): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(given)) {
    const path = `virtualNodeLabels.${name}`;
    const own = GENERATION_LABELS[generation][name];
    if (own !== undefined && own !== value) {
      check.problem(path, `must be left out: virtual nodes of ${generation} are selected by ${name}=${own}`);
    } else if (name === V2_LABEL.key && generation === VirtualNodeGeneration.v1) {
      check.problem(path, 'must be left out: only virtual nodes of "v2" have it; set virtualNodeGeneration');
    }
  }
  return labels("virtualNodeLabels", given, check);
}
