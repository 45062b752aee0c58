import type { MockResourceArgs } from "@pulumi/pulumi/runtime/mocks";

type Fields = Record<string, unknown>;

/** What the functions answer that a program calls, by their tokens. */
export type Answers = Readonly<Record<string, (inputs: Fields) => Fields>>;

/** The subscription of every ARM id in a recording. */
export const SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";

/** The kubeconfig that the cluster of a recording hands out. */
export const KUBECONFIG = "apiVersion: v1\nkind: Config\n";

const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/group/providers`;

/** What Azure's functions answer where a test says nothing else. */
export const ANSWERS: Answers = {
  "azure-native:containerservice:listManagedClusterUserCredentials": () => ({
    kubeconfigs: [{ name: "clusterUser", value: Buffer.from(KUBECONFIG).toString("base64") }],
  }),
  "azure-native:authorization:getClientConfig": () => ({
    clientId: "00000000-0000-0000-0000-00000000000c",
    objectId: "00000000-0000-0000-0000-00000000000d",
    subscriptionId: SUBSCRIPTION,
    tenantId: "00000000-0000-0000-0000-00000000000e",
  }),
};

/** A resource as Azure or Kubernetes would make it, as far as the components look at it. */
export function newResource(
  { type, name, inputs }: MockResourceArgs,
  preview: boolean,
): { id: string; state: Record<string, unknown> } {
  const state = { name, ...(inputs as Fields) };
  const made = MADE[type]?.(name, state) ?? {};
  return { id: made.id ?? `${GROUP}/${type}/${name}`, state: preview ? state : { ...state, ...made.outputs } };
}

interface Made {
  readonly id?: string;
  /** What Azure adds. A preview knows none of it. */
  readonly outputs?: Fields;
}

const MADE: Readonly<Record<string, (name: string, state: Fields) => Made>> = {
  "azure-native:network:Subnet": (name, { virtualNetworkName }) => ({
    id: `${GROUP}/Microsoft.Network/virtualNetworks/${String(virtualNetworkName)}/subnets/${name}`,
  }),
  "azure-native:managedidentity:UserAssignedIdentity": (name) => ({
    id: `${GROUP}/Microsoft.ManagedIdentity/${name}`,
    outputs: { principalId: `${name}-principal`, clientId: `${name}-client` },
  }),
  "azure-native:operationalinsights:Workspace": (name) => ({
    id: `${GROUP}/Microsoft.OperationalInsights/workspaces/${name}`,
  }),
  "azure-native:containerinstance:ContainerGroup": (name, { ipAddress }) => ({
    id: `${GROUP}/Microsoft.ContainerInstance/containerGroups/${name}`,
    outputs: ipAddress === undefined ? {} : { ipAddress: addressGiven(name, ipAddress as Fields) },
  }),
  "azure-native:containerinstance:ContainerGroupProfile": (name) => ({
    id: `${GROUP}/Microsoft.ContainerInstance/containerGroupProfiles/${name}`,
    outputs: { revision: 1 },
  }),
  "azure-native:network:LoadBalancer": (name, { frontendIPConfigurations }) => ({
    id: `${GROUP}/Microsoft.Network/loadBalancers/${name}`,
    outputs: {
      frontendIPConfigurations: (frontendIPConfigurations as Fields[]).map((frontend) =>
        frontend["subnet"] === undefined ? frontend : { ...frontend, privateIPAddress: "10.1.0.10" },
      ),
    },
  }),
  "azure-native:network:PublicIPAddress": () => ({ outputs: { ipAddress: "203.0.113.20" } }),
  "azure-native:privatedns:PrivateRecordSet": (_name, { relativeRecordSetName }) => ({
    outputs: { name: relativeRecordSetName },
  }),
  "azure-native:containerservice:ManagedCluster": (name, state) => ({
    id: `${GROUP}/Microsoft.ContainerService/${name}`,
    outputs: {
      ...withConnector(state),
      fqdn: `${name}.hcp.westeurope.azmk8s.io`,
      nodeResourceGroup: `MC_group_${name}_westeurope`,
      identity: { ...(state["identity"] as Fields), principalId: `${name}-own-principal` },
      identityProfile: {
        kubeletidentity: {
          objectId: "kubelet-principal",
          clientId: "kubelet-client",
          resourceId: `${GROUP}/Microsoft.ManagedIdentity/${name}-agentpool`,
        },
      },
      oidcIssuerProfile: { ...(state["oidcIssuerProfile"] as Fields | undefined), issuerURL: "https://issuer/" },
    },
  }),
  "pulumi-nodejs:dynamic/aks-elastic:VirtualNodeReady": () => ({ outputs: { nodeNames: ["virtual-node-aci-linux"] } }),
};

/** The address of a container group: a public one, or one in its subnet that ends in the number in its name. */
function addressGiven(name: string, asked: Fields): Fields {
  const label = asked["dnsNameLabel"] as string | undefined;
  const fqdn = label === undefined ? {} : { fqdn: `${label}.westeurope.azurecontainer.io` };
  const ip = asked["type"] === "Public" ? "203.0.113.10" : `10.2.0.${4 + Number(/\d+$/.exec(name)?.[0] ?? 0)}`;
  return { ...asked, ...fqdn, ip };
}

/** The add-on's own identity, where the add-on is enabled. */
function withConnector(state: Fields): Fields {
  const profiles = (state["addonProfiles"] ?? {}) as Record<string, object>;
  const { aciConnectorLinux } = profiles;
  if (aciConnectorLinux === undefined) return {};
  const identity = { objectId: "connector-principal" };
  return { addonProfiles: { ...profiles, aciConnectorLinux: { ...aciConnectorLinux, identity } } };
}
