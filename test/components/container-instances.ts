import {
  ContainerExposure,
  ContainerInstance,
  type ContainerInstanceArgs,
  ContainerInstanceService,
  type ContainerInstanceServiceArgs,
  ContainerPriority,
  FleetExposure,
  FleetUpgradeStrategy,
  Orchestration,
  PortProtocol,
  RestartPolicy,
} from "../../index";
import type { ContainerGroupArgs } from "../../components/container-group/args";
import { record, type Recording, SUBSCRIPTION } from "./recording";

const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/group/providers`;
const VNET = `${GROUP}/Microsoft.Network/virtualNetworks/net`;

/** A subnet that is delegated to container groups, and one that is not. */
export const SUBNET_ID = `${VNET}/subnets/aci`;
export const FRONTEND_SUBNET_ID = `${VNET}/subnets/nodes`;
/** An identity that may pull images. */
export const PULL_ID = `${GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/pull`;
const OWN_ID = `${GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/own`;

export const SECRET = "hunter2hunter2";
const SMALL = { cpu: "500m", memory: "512Mi" };

/** Everything that both a container and a fleet can be told at once. */
const SHARED: Partial<ContainerGroupArgs> = {
  location: "westeurope",
  command: ["node", "server.js"],
  env: { LEVEL: "info" },
  secrets: { PASSWORD: SECRET },
  probe: { path: "/ready" },
  liveness: { path: "/alive", periodSeconds: 30 },
  sidecars: [{ name: "proxy", image: "proxy:1", resources: SMALL, port: 8443, secrets: { TOKEN: SECRET } }],
  initContainers: [{ name: "migrate", image: "migrate:1", command: ["up"], secrets: { DATABASE: SECRET } }],
  volumes: [
    {
      name: "share",
      mountPath: "/data",
      azureFile: { storageAccountName: "s", shareName: "d", storageAccountKey: SECRET },
    },
    { name: "files", mountPath: "/secrets", readOnly: true, secret: { key: SECRET } },
    { name: "source", mountPath: "/source", gitRepo: { repository: "https://example.com/shop.git", directory: "." } },
    { name: "scratch", mountPath: "/scratch" },
  ],
  identity: { userAssignedIdentityIds: [OWN_ID], isSystemAssigned: true },
  registryCredentials: [
    { server: "shop.azurecr.io", identityId: PULL_ID },
    { server: "registry.example.com", username: "shop", password: SECRET },
  ],
  workspace: { workspaceId: "00000000-0000-0000-0000-00000000000f", workspaceKey: SECRET },
  tags: { team: "shop" },
};

/** Everything that a container can be told at once, of what is not at odds. */
export const EVERYTHING: Partial<ContainerInstanceArgs> = {
  ...SHARED,
  port: 80,
  additionalPorts: [{ port: 8125, protocol: PortProtocol.udp }],
  restartPolicy: RestartPolicy.onFailure,
  zone: "2",
  subnetId: SUBNET_ID,
  dnsServers: ["10.0.0.4"],
};

/** Ways to make one container, each with its name. */
export const INSTANCES: Readonly<Record<string, Partial<ContainerInstanceArgs>>> = {
  "as it is by default": {},
  "with a public name": { port: 80, exposure: ContainerExposure.publicAddress, dnsLabel: "hello-shop" },
  "in a subnet, with everything": EVERYTHING,
  "on spot capacity": { priority: ContainerPriority.spot },
};

/** Ways to make a fleet, each with its name. */
export const FLEETS: Readonly<Record<string, Partial<ContainerInstanceServiceArgs>>> = {
  "as it is by default": {},
  "behind a public load balancer": {
    ...SHARED,
    zones: ["1", "2", "3"],
    exposure: FleetExposure.publicLoadBalancer,
    upgrade: { maxBatchPercent: 10, maxUnhealthyPercent: 5, verifySeconds: 60 },
  },
  "behind an internal load balancer with a name": {
    exposure: FleetExposure.internalLoadBalancer,
    frontendSubnetId: FRONTEND_SUBNET_ID,
    servicePort: 8080,
    privateDns: { zoneName: "shop.internal", recordName: "web" },
    upgrade: { strategy: FleetUpgradeStrategy.manual },
  },
  "of counted groups": {
    ...SHARED,
    orchestration: Orchestration.containerGroups,
    zones: ["1", "2", "3"],
    replicas: 4,
    probe: { path: "/ready" },
    exposure: FleetExposure.internalLoadBalancer,
    frontendSubnetId: FRONTEND_SUBNET_ID,
    upgrade: { maxBatchPercent: 50, verifySeconds: 0, timeoutMinutes: 5, asksReplicas: true },
    dnsServers: ["10.0.0.4"],
  },
  "of counted groups found by name": {
    orchestration: Orchestration.containerGroups,
    replicas: 2,
    privateDns: { zoneName: "shop.internal", resourceGroupName: "dns" },
  },
  "of counted groups from a standby pool": {
    orchestration: Orchestration.containerGroups,
    replicas: 2,
    standbyPool: { readyGroups: 3 },
  },
};

/** A container called `hello`, as the mocks record it. */
export function recordInstance(
  args: Partial<ContainerInstanceArgs>,
  preview = false,
): Promise<Recording<ContainerInstance>> {
  return record(() => new ContainerInstance("hello", { ...given(), ...args }), preview);
}

/** A fleet called `shop`, as the mocks record it. */
export function recordFleet(
  args: Partial<ContainerInstanceServiceArgs>,
  preview = false,
): Promise<Recording<ContainerInstanceService>> {
  return record(
    () => new ContainerInstanceService("shop", { ...given(), subnetId: SUBNET_ID, port: 80, replicas: 3, ...args }),
    preview,
  );
}

function given() {
  return { resourceGroupName: "group", image: "web:1", resources: { cpu: "1", memory: "1G" } };
}

/** The same recording for all who ask, made when the first of them does: two at a time would get in each other's way. */
export function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  return () => (made ??= make());
}
