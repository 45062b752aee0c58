import type { ContainerGroup } from "@pulumi/azure-native/containerinstance";
import * as pulumi from "@pulumi/pulumi";
import { endpointUrl } from "../sdk/containers/endpoint";
import { groupDecisions } from "./container-group/decisions";
import { reportGroup } from "./container-group/report";
import { sealedArgs } from "./container-group/sealed-args";
import type { ContainerInstanceArgs } from "./container-instance/args";
import { containerGroup } from "./container-instance/group";
import { pick, resolve } from "./resolve";

/**
 * One container that runs on Azure Container Instances by itself: no VM, no cluster, started in seconds and billed by the
 * second.
 *
 * @example
 * ```ts
 * const hello = new ContainerInstance("hello", {
 *   resourceGroupName: group.name,
 *   image: "mcr.microsoft.com/azuredocs/aci-helloworld",
 *   port: 80,
 *   exposure: ContainerExposure.publicAddress,
 *   resources: { cpu: "1", memory: "1G" },
 * });
 * ```
 */
export class ContainerInstance extends pulumi.ComponentResource {
  /** The container group. */
  readonly containerGroup: ContainerGroup;
  /** Its address: a public one, or one in its subnet. Nothing where nobody is to reach it. */
  readonly ipAddress: pulumi.Output<string | undefined>;
  /** Its public name; nothing without a `dnsLabel`. */
  readonly fqdn: pulumi.Output<string | undefined>;
  /** Where its `port` answers, as an HTTP address; nothing where nobody is to reach it. */
  readonly url: pulumi.Output<string | undefined>;

  constructor(name: string, args: ContainerInstanceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-elastic:index:ContainerInstance", name, sealedArgs(args), opts);

    const place = pick(args, "additionalPorts", "exposure", "dnsLabel", "restartPolicy", "priority", "zone");
    const decided = resolve(
      `ContainerInstance "${name}"`,
      groupDecisions(name, args, { ...place, isInSubnet: args.subnetId !== undefined }),
    );
    const parts = { name, args, decided };
    reportGroup(parts, this);

    this.containerGroup = containerGroup(this, parts);
    this.ipAddress = this.containerGroup.ipAddress.apply((address) => address?.ip);
    this.fqdn = this.containerGroup.ipAddress.apply((address) => address?.fqdn);
    this.url = pulumi
      .all([this.fqdn, this.ipAddress, args.port])
      .apply(([fqdn, ipAddress, port]) => endpointUrl(fqdn ?? ipAddress, port));
    this.registerOutputs(pick(this, "ipAddress", "fqdn", "url"));
  }
}
