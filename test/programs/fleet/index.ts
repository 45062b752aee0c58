import { ResourceGroup } from "@pulumi/azure-native/resources";
import { PrivateZone } from "@pulumi/azure-native/privatedns";
import * as pulumi from "@pulumi/pulumi";
import {
  ContainerInstanceService,
  type ContainerInstanceServiceArgs,
  FleetExposure,
  Orchestration,
  SubnetDelegation,
  VirtualNodeNetwork,
} from "pulumi-aks-elastic";

const config = new pulumi.Config();
const args = config.requireObject<Partial<ContainerInstanceServiceArgs>>("args");

const resourceGroupName = new ResourceGroup("fleet").name;
const network = new VirtualNodeNetwork("network", {
  resourceGroupName,
  additionalSubnets: [{ name: "shop", delegation: SubnetDelegation.containerGroups, addresses: 100 }],
});
const zoneName = new PrivateZone("zone", { resourceGroupName, location: "global", privateZoneName: "shop.internal" })
  .name;

const isBalanced = args.exposure === FleetExposure.internalLoadBalancer;
const shop = new ContainerInstanceService("shop", {
  resourceGroupName,
  subnetId: network.additionalSubnetIds.apply((ids) => ids["shop"] ?? ""),
  ...(isBalanced ? { frontendSubnetId: network.nodeSubnetId, privateDns: { zoneName } } : {}),
  image: config.require("image"),
  port: 8080,
  resources: { cpu: "500m", memory: "1G" },
  replicas: 2,
  orchestration: Orchestration.containerGroups,
  upgrade: { verifySeconds: 0 },
  ...args,
});

export const url = shop.url;
export const placement = shop.placement;
