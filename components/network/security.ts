import { NetworkSecurityGroup } from "@pulumi/azure-native/network";
import type * as pulumi from "@pulumi/pulumi";
import { pick } from "../resolve";
import type { NetworkParts } from "./decisions";
import type { NetworkPlace } from "./virtual-network";

/**
 * The security group of the virtual node's subnet, where the user wants one. Its rules are inline, so that there are no
 * others.
 */
export function networkSecurity(
  parent: pulumi.ComponentResource,
  name: string,
  { args, decided, place }: NetworkParts & { readonly place: NetworkPlace },
): NetworkSecurityGroup | undefined {
  if (args.networkSecurityGroup === undefined) return undefined;
  return new NetworkSecurityGroup(
    `${name}-network-security-group`,
    {
      ...pick(args, "resourceGroupName", "tags"),
      ...pick(place, "location"),
      securityRules: decided.securityRules.apply((rules) => [...rules]),
    },
    { parent },
  );
}
