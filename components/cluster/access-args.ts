import type * as pulumi from "@pulumi/pulumi";
import type { KubeloginMode } from "../../sdk/cluster/cluster-access";

/** Sign-in with Entra ID. The cluster's own accounts, whose certificates nobody can take back, are turned off. */
export interface EntraIdArgs {
  /** Object ids of the groups whose members may do everything in the cluster. */
  readonly adminGroupObjectIds: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Tenant of the groups.
   *
   * @default - the subscription's
   */
  readonly tenantId?: pulumi.Input<string>;
  /**
   * Whether Azure's role assignments on the cluster say who may do what in it, beside Kubernetes' own bindings.
   *
   * @default true, so that one place says who may do what
   */
  readonly azureRbac?: pulumi.Input<boolean>;
  /**
   * How `kubelogin`, which must be on the PATH, signs Pulumi in, and whoever uses the output `kubeconfig`.
   *
   * @default KubeloginMode.azurecli, because AKS's own, a code to type into a browser, stops a program
   */
  readonly login?: pulumi.Input<KubeloginMode>;
}

/** An API server that has an address in the virtual network only. Pulumi must run where that can be reached. */
export interface PrivateClusterArgs {
  /**
   * The private DNS zone of the API server's name: the ARM id of one, `system` for a zone that AKS makes, or `none`. The
   * two words must be known when the program runs.
   *
   * @default "system"
   */
  readonly privateDnsZone?: pulumi.Input<string>;
  /**
   * Whether a public name leads to the private address as well.
   *
   * @default false, which tells nobody outside the address; true where `privateDnsZone` is `none`, which leaves no other
   */
  readonly publicFqdn?: pulumi.Input<boolean>;
}
