import { isObject } from "../rpc/property-value";
import type { Properties, PropertyValue } from "../rpc/provider";
import type { ArmClient, Patience } from "./arm-client";
import { resourceId } from "./request-body";
import { resourceType } from "./resource-types/table";
import { sdkOutputs } from "./shape";

/** A function of azure-native that reads a resource, or calls an action of it. */
interface ResourceFunction {
  readonly resource: string;
  /** The action after the resource's id. Absent: the resource itself is read. */
  readonly action?: string;
}

const CLUSTER = "azure-native:containerservice:ManagedCluster";

/** The resources that azure-native reads by a function of their own name: `network:getSubnet` for `network:Subnet`. */
const READABLE = [
  "authorization:RoleAssignment",
  "authorization:RoleDefinition",
  "containerinstance:ContainerGroup",
  "containerinstance:ContainerGroupProfile",
  "containerinstance:NGroup",
  "containerregistry:Registry",
  "containerservice:AgentPool",
  "containerservice:MaintenanceConfiguration",
  "containerservice:ManagedCluster",
  "managedidentity:FederatedIdentityCredential",
  "managedidentity:UserAssignedIdentity",
  "monitor:DataCollectionRule",
  "monitor:DataCollectionRuleAssociation",
  "network:LoadBalancer",
  "network:LoadBalancerBackendAddressPool",
  "network:NatGateway",
  "network:NetworkSecurityGroup",
  "network:PublicIPAddress",
  "network:PublicIPPrefix",
  "network:RouteTable",
  "network:Subnet",
  "network:VirtualNetwork",
  "operationalinsights:Workspace",
  "privatedns:PrivateRecordSet",
  "privatedns:PrivateZone",
  "privatedns:VirtualNetworkLink",
  "resources:ResourceGroup",
  "standbypool:StandbyContainerGroupPool",
];

const functions: Readonly<Record<string, ResourceFunction>> = {
  ...Object.fromEntries(READABLE.map((name) => [readerOf(name), { resource: `azure-native:${name}` }])),
  "azure-native:containerservice:listManagedClusterAdminCredentials": {
    resource: CLUSTER,
    action: "listClusterAdminCredential",
  },
  "azure-native:containerservice:listManagedClusterUserCredentials": {
    resource: CLUSTER,
    action: "listClusterUserCredential",
  },
};

function readerOf(name: string): string {
  return `azure-native:${name.replace(":", ":get")}`;
}

const CLIENT_CONFIG = "azure-native:authorization:getClientConfig";
const CLIENT_TOKEN = "azure-native:authorization:getClientToken";

/** As whom and how long a function is called. */
export interface InvokeContext {
  readonly arm: ArmClient;
  readonly subscriptionId: string;
  readonly patience: Patience;
}

/**
 * Calls one of azure-native's functions.
 *
 * @throws for a function that the sandbox doesn't have, by its name
 */
export async function invokeFunction(token: string, args: Properties, context: InvokeContext): Promise<Properties> {
  if (token === CLIENT_CONFIG) return clientConfig(context);
  if (token === CLIENT_TOKEN) return { token: await context.arm.token(context.patience) };
  const called = functions[token];
  if (called === undefined) {
    const known = [CLIENT_CONFIG, CLIENT_TOKEN, ...Object.keys(functions)].join(", ");
    throw new Error(`Function ${token} is not part of the sandbox. It has: ${known}`);
  }
  return called.action === undefined ? readResource(called, args, context) : callAction(called, args, context);
}

async function readResource({ resource }: ResourceFunction, args: Properties, context: InvokeContext) {
  const type = resourceType(resource);
  const path = resourceId(type, args, context.subscriptionId);
  const found = await context.arm.get({ path, apiVersion: type.apiVersion, patience: context.patience });
  if (found === undefined) throw new Error(`reading ${path}: it does not exist`);
  return { ...sdkOutputs(found, type.shape), azureApiVersion: type.apiVersion };
}

async function callAction({ resource, action }: ResourceFunction, args: Properties, context: InvokeContext) {
  const type = resourceType(resource);
  const path = `${resourceId(type, args, context.subscriptionId)}/${action ?? ""}`;
  const answer = await context.arm.post({ path, apiVersion: type.apiVersion, body: {}, patience: context.patience });
  return isObject(answer) ? answer : { value: answer };
}

/** Who the token is for; its claims say the object id. */
async function clientConfig({ arm, subscriptionId, patience }: InvokeContext): Promise<Properties> {
  const claims = tokenClaims(await arm.token(patience));
  return { clientId: arm.clientId, objectId: claims["oid"] ?? "", subscriptionId, tenantId: arm.tenantId };
}

function tokenClaims(token: string): Properties {
  const payload = token.split(".")[1] ?? "";
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8") || "{}") as PropertyValue;
  return isObject(claims) ? claims : {};
}
