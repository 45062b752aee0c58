import type { AgentPoolArgs } from "@pulumi/azure-native/containerservice";
import type * as pulumi from "@pulumi/pulumi";
import type { NodePoolSpec } from "../sdk/cluster/node-pool-spec";

/** A pool of VM nodes. */
export interface NodePoolArgs {
  /**
   * Name of the pool, 1 to 12 lower-case letters and digits, a letter first.
   *
   * @default "system"
   */
  readonly name?: string;
  /** Size of the VMs, such as `Standard_D4s_v5`. Which sizes there are differs by region and changes, so none is a default. */
  readonly vmSize: pulumi.Input<string>;
  /**
   * Number of VMs, 1 to 1,000; in a user pool also 0.
   *
   * @default 2, so that one may go
   */
  readonly count?: pulumi.Input<number>;
  /**
   * The most pods on one node, 10 to 250.
   *
   * @default 30, as AKS has it
   */
  readonly maxPods?: pulumi.Input<number>;
  /**
   * Zones of the region to spread the VMs over, such as `["1", "2", "3"]`.
   *
   * @default - none, because not every region has zones
   */
  readonly availabilityZones?: pulumi.Input<pulumi.Input<string>[]>;
}

/** A pool of VM nodes for everything but the cluster's own pods. */
export interface UserPoolArgs extends NodePoolArgs {
  /** Name of the pool, 1 to 12 lower-case letters and digits, a letter first. */
  readonly name: string;
}

/** What a system pool and a user pool have in common, in ARM's words. */
export function agentPool(spec: pulumi.Output<NodePoolSpec>, subnetId: pulumi.Input<string>) {
  return {
    type: "VirtualMachineScaleSets",
    osType: "Linux",
    vmSize: spec.vmSize,
    count: spec.count,
    maxPods: spec.maxPods,
    availabilityZones: spec.apply(({ availabilityZones }) =>
      availabilityZones.length > 0 ? availabilityZones : undefined,
    ),
    vnetSubnetID: subnetId,
  } satisfies Partial<AgentPoolArgs>;
}
