import { kwokNodeSelector, nodeLeaseSeconds } from "./kwok-stages";

/** Addresses of pods on VMs: the upper half of AKS's default node subnet, whose lower half has the nodes' own. */
const podRange = "10.224.128.0/17";

export function kwokArgs(files: { readonly kubeconfig: string; readonly stages: string }): readonly string[] {
  return [
    `--kubeconfig=${files.kubeconfig}`,
    `--config=${files.stages}`,
    `--manage-nodes-with-label-selector=${kwokNodeSelector}`,
    `--node-lease-duration-seconds=${nodeLeaseSeconds}`,
    `--cidr=${podRange}`,
    // Serves no kubelet API.
    `--server-address=`,
    `--v=WARN`,
  ];
}
