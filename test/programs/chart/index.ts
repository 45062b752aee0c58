import { RoleAssignment } from "@pulumi/azure-native/authorization";
import { ManagedCluster, listManagedClusterUserCredentialsOutput } from "@pulumi/azure-native/containerservice";
import { Subnet, VirtualNetwork } from "@pulumi/azure-native/network";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import { Provider } from "@pulumi/kubernetes";
import { Release } from "@pulumi/kubernetes/helm/v3";
import * as pulumi from "@pulumi/pulumi";

const SUBNET = "container-groups";
const CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c";

const config = new pulumi.Config();
const { name: resourceGroupName, id: groupId } = new ResourceGroup("chart");

const network = new VirtualNetwork(
  "network",
  { resourceGroupName, addressSpace: { addressPrefixes: ["10.224.0.0/12"] } },
  { ignoreChanges: ["subnets"] },
);
const inNetwork = { resourceGroupName, virtualNetworkName: network.name };
const nodes = new Subnet("nodes", { ...inNetwork, addressPrefix: "10.224.0.0/16" });
const containerGroups = new Subnet(
  SUBNET,
  {
    ...inNetwork,
    subnetName: SUBNET,
    addressPrefix: "10.225.0.0/16",
    delegations: [{ name: "aci", serviceName: "Microsoft.ContainerInstance/containerGroups" }],
  },
  { dependsOn: nodes },
);

const cluster = new ManagedCluster(
  "cluster",
  {
    resourceGroupName,
    dnsPrefix: "chart",
    identity: { type: "SystemAssigned" },
    networkProfile: { networkPlugin: "azure" },
    agentPoolProfiles: [
      {
        name: "system",
        mode: "System",
        count: config.getNumber("vms") ?? 2,
        vmSize: config.get("vmSize") ?? "Standard_D4s_v5",
        vnetSubnetID: nodes.id,
      },
    ],
    addonProfiles: { aciConnectorLinux: { enabled: true, config: { SubnetName: SUBNET } } },
  },
  { dependsOn: containerGroups },
);

const subscription = groupId.apply((id) => id.split("/").slice(0, 3).join("/"));
const identities = {
  kubelet: cluster.identityProfile.apply((profile) => profile?.["kubeletidentity"]?.objectId ?? ""),
  connector: cluster.addonProfiles.apply((profiles) => profiles?.["aciConnectorLinux"]?.identity.objectId ?? ""),
};
const scopes = {
  network: groupId,
  groups: pulumi.interpolate`${subscription}/resourceGroups/${cluster.nodeResourceGroup}`,
};
const grant = (name: string, scope: pulumi.Input<string>, principalId: pulumi.Input<string>) =>
  new RoleAssignment(name, {
    scope,
    principalId,
    principalType: "ServicePrincipal",
    roleDefinitionId: pulumi.interpolate`${subscription}/providers/Microsoft.Authorization/roleDefinitions/${CONTRIBUTOR}`,
  });
const roles = [
  grant("connector-network", scopes.network, identities.connector),
  ...(config.getBoolean("joins") === false ? [] : [grant("kubelet-network", scopes.network, identities.kubelet)]),
  ...(config.getBoolean("runs") === false ? [] : [grant("kubelet-groups", scopes.groups, identities.kubelet)]),
];

const credentials = listManagedClusterUserCredentialsOutput({ resourceGroupName, resourceName: cluster.name });
export const kubeconfig = credentials.apply(({ kubeconfigs }) =>
  Buffer.from(kubeconfigs.map(({ value }) => value).join(""), "base64").toString(),
);
const provider = new Provider("kubernetes", { kubeconfig });

const release =
  config.getBoolean("installed") === false
    ? undefined
    : new Release(
        "nodes",
        {
          name: "nodes",
          chart: "virtualnode",
          repositoryOpts: { repo: "https://microsoft.github.io/virtualnodesOnAzureContainerInstances/" },
          values: {
            replicaCount: config.getNumber("replicas") ?? 1,
            aciSubnetName: SUBNET,
            customTags: "team=tests",
          },
          timeout: config.getNumber("timeout") ?? 60,
        },
        { provider, dependsOn: roles },
      );

export const nodeResourceGroup = cluster.nodeResourceGroup;
export const status = release?.status;
