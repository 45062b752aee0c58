import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import {
  ContainerInstanceService,
  FleetExposure,
  type Orchestration,
  SubnetDelegation,
  VirtualNodeNetwork,
} from "pulumi-aks-elastic";

const config = new pulumi.Config();

const resourceGroup = new ResourceGroup("aci-fleet");
const resourceGroupName = resourceGroup.name;

// The same network as a cluster's; the fleet has a delegated subnet of its own in it, and leaves by the same NAT gateway.
const network = new VirtualNodeNetwork("network", {
  resourceGroupName,
  additionalSubnets: [{ name: "shop", delegation: SubnetDelegation.containerGroups, addresses: 100 }],
});

const shop = new ContainerInstanceService("shop", {
  resourceGroupName,
  subnetId: network.additionalSubnetIds.apply((ids) => ids["shop"] ?? ""),
  image: config.require("image"),
  port: 80,
  resources: { cpu: "1", memory: "1G" },
  probe: { path: "/" },
  replicas: config.requireNumber("replicas"),
  zones: config.getObject<string[]>("zones") ?? ["1", "2", "3"],
  orchestration: config.require<Orchestration>("orchestration"),
  exposure: FleetExposure.publicLoadBalancer,
  upgrade: { verifySeconds: config.requireNumber("verifySeconds") },
});

export const url = shop.url;
export const placement = shop.placement;
