import { Registry } from "@pulumi/azure-native/containerregistry";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import {
  ClusterTier,
  ConnectorRole,
  ElasticService,
  Exposure,
  type KubeloginMode,
  NodeOsUpgradeChannel,
  UpgradeChannel,
  VirtualNodeCluster,
  VirtualNodeNetwork,
  WeekDay,
} from "pulumi-aks-elastic";

const config = new pulumi.Config();
const tags = { product: "shop", stage: "production" };

const { name: resourceGroupName } = new ResourceGroup("production", { tags });
const registry = new Registry("registry", { resourceGroupName, sku: { name: "Premium" }, tags });

const network = new VirtualNodeNetwork("network", {
  resourceGroupName,
  addressSpace: "10.64.0.0/12",
  maxNodes: 40,
  maxPodsPerNode: 50,
  maxVirtualNodePods: 500,
  // Partners let in these addresses, so they come as one range.
  natGateway: { publicIpPrefixLength: 30, idleTimeoutInMinutes: 10 },
  networkSecurityGroup: {},
  virtualNodeSubnetServiceEndpoints: ["Microsoft.Storage"],
  additionalSubnets: [{ name: "private-endpoints" }],
  privateDnsZones: ["privatelink.azurecr.io"],
  tags,
});

const cluster = new VirtualNodeCluster("cluster", {
  resourceGroupName,
  network,
  tier: ClusterTier.standard,
  kubernetesVersion: config.require("kubernetesVersion"),
  upgradeChannel: UpgradeChannel.patch,
  nodeOsUpgradeChannel: NodeOsUpgradeChannel.nodeImage,
  maintenanceWindow: { dayOfWeek: WeekDay.sunday, startTime: "02:00", durationHours: 6, utcOffset: "+01:00" },
  systemPool: { vmSize: "Standard_D4s_v5", count: 3, maxPods: 50, maxSurge: "1" },
  userPools: [
    {
      name: "apps",
      vmSize: "Standard_D4s_v5",
      minCount: 2,
      maxCount: config.requireNumber("maxApps"),
      maxPods: 50,
      nodeLabels: { workload: "apps" },
      maxSurge: "33%",
    },
    { name: "spot", vmSize: "Standard_D4s_v5", minCount: 0, maxCount: 10, spot: {}, maxPods: 50 },
  ],
  entraId: {
    adminGroupObjectIds: [config.require("adminGroupObjectId")],
    login: config.require<KubeloginMode>("login"),
  },
  privateCluster: {},
  virtualNode: { connectorRole: ConnectorRole.subnetJoin },
  keda: true,
  monitoring: {},
  containerRegistryId: registry.id,
  tags,
});

const web = new ElasticService("web", {
  cluster,
  image: "mcr.microsoft.com/azuredocs/aci-helloworld",
  port: 80,
  resources: { cpu: "500m", memory: "512Mi" },
  replicas: 10,
  vmReplicas: 6,
  exposure: Exposure.internalLoadBalancer,
});

export const summary = cluster.summary;
export const layout = network.layout;
export const url = web.url;
