import type * as pulumi from "@pulumi/pulumi";
import type { VirtualNodeGeneration } from "../../sdk/virtual-node/generation";
import type { ConnectorRole } from "../../sdk/virtual-node/virtual-node-spec";

/** How a cluster gets its virtual node. */
export interface VirtualNodeArgs {
  /**
   * The implementation: the AKS add-on, or the Helm chart `virtualnode`. It must be known when the program runs, because
   * each is made of other resources.
   *
   * @default VirtualNodeGeneration.v1, because AKS itself runs and supports it, and it takes nothing of the VMs
   */
  readonly generation?: VirtualNodeGeneration;
  /**
   * What the identity that runs container groups may do with the virtual node's subnet. It must be known when the
   * program runs. For `subnetJoin` whoever runs Pulumi must be allowed to define roles.
   *
   * @default - `networkContributor` for v1, as its documentation has it; `subnetJoin` for v2, likewise
   */
  readonly connectorRole?: ConnectorRole;
  /**
   * How long the virtual node may take to become usable once its cluster exists, in minutes, 1 to 1,440.
   *
   * @default 10
   */
  readonly readyTimeoutMinutes?: pulumi.Input<number>;
  /**
   * Number of virtual nodes, 1 to 1,000. Each takes 3 cores and 12 GB of the cluster's VMs and runs 200 pods. Only for
   * v2: the add-on makes one.
   *
   * @default 1
   */
  readonly nodes?: pulumi.Input<number>;
  /**
   * Version of the Helm chart `virtualnode`, such as `1.3409.26080501`, fit for the cluster's version of Kubernetes. Only
   * for v2, and required there: new ones come out weekly.
   *
   * @default - none: AKS chooses the version of the add-on
   */
  readonly chartVersion?: pulumi.Input<string>;
  /**
   * Zone of the region that container groups run in, such as `1`. Only for v2.
   *
   * @default - Azure's choice
   */
  readonly zone?: pulumi.Input<string>;
}
