import { mkdtempSync, rmSync } from "node:fs";
import https from "node:https";
import os from "node:os";
import path from "node:path";
import type { ClusterAccess, ClusterHost, ClusterShape, GroupOfPod, ScalePool } from "../../sandbox/arm/cluster-host";
import type { Faults } from "../../sandbox/arm/faults";
import { textAt, type Json } from "../../sandbox/arm/json";
import { startArmServer, type ArmServer, type ArmServerOptions } from "../../sandbox/arm/server";
import { createAuthority, issueCertificate } from "../../sandbox/certificates";
import { waitUntil } from "../../sandbox/waiting";
import { StoppableClock } from "./stoppable-clock";

export const SUBSCRIPTION = "11111111-2222-4333-8444-555555555555";
export const TENANT = "99999999-8888-4777-8666-555555555555";
export const SECRET = "a secret of the tests";
export const NETWORK = "2024-05-01";
export const CLUSTERS = "2025-09-01";
export const GROUPS = "2021-10-01";

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Json;
}

/** A cluster host that only remembers what it was asked. */
export class FakeClusterHost implements ClusterHost {
  readonly ensured: ClusterShape[] = [];
  readonly removed: string[] = [];
  failure: Error | undefined;
  kubeconfig: string | undefined;
  /** What a cluster autoscaler would call. */
  scale: ScalePool = () => Promise.resolve(false);

  /** What the cluster's network would look into. */
  groupOfPod: GroupOfPod = () => undefined;

  autoscaleThrough(scale: ScalePool): void {
    this.scale = scale;
  }

  lookIntoGroupsThrough(groupOfPod: GroupOfPod): void {
    this.groupOfPod = groupOfPod;
  }

  ensure(shape: ClusterShape): Promise<ClusterAccess> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.ensured.push(shape);
    return Promise.resolve({
      kubeconfig: this.kubeconfig ?? `kubeconfig of ${shape.name}`,
      fqdn: "127.0.0.1:6443",
      kubernetesVersion: "1.35.4",
    });
  }

  remove(clusterId: string): Promise<void> {
    this.removed.push(clusterId);
    return Promise.resolve();
  }
}

/** A running ARM server with all that a test needs around it. */
export class ArmFixture {
  readonly host = new FakeClusterHost();
  readonly clock = new StoppableClock();
  readonly faults: Faults[] = [];
  readonly lines: string[] = [];
  readonly directory = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-arm-"));
  readonly storeFile = path.join(this.directory, "arm.json");
  private running: ArmServer | undefined;
  private token = "";

  private constructor(
    readonly certificate: { readonly cert: string; readonly key: string; readonly ca: string },
    private readonly settings: Partial<ArmServerOptions>,
  ) {}

  static async start(settings: Partial<ArmServerOptions> = {}): Promise<ArmFixture> {
    const authority = await createAuthority("tests");
    const issued = await issueCertificate(authority, { commonName: "localhost", hosts: ["127.0.0.1", "localhost"] });
    const fixture = new ArmFixture({ ...issued, ca: authority.cert }, settings);
    await fixture.up();
    return fixture;
  }

  get server(): ArmServer {
    if (this.running === undefined) throw new Error("the ARM server is not running");
    return this.running;
  }

  async up(): Promise<void> {
    this.running = await startArmServer({
      certificate: this.certificate,
      storeFile: this.storeFile,
      port: 0,
      clientSecret: SECRET,
      subscriptionId: SUBSCRIPTION,
      tenantId: TENANT,
      clusterHost: this.host,
      coldStartSeconds: 0.2,
      operationSeconds: 0.05,
      clock: this.clock,
      log: (line) => this.lines.push(line),
      onFaults: (faults) => {
        this.faults.push(faults);
      },
      ...this.settings,
    });
    const form = { grant_type: "client_credentials", client_id: "tests", client_secret: SECRET, scope: "x/.default" };
    const answer = await this.send("POST", `/${TENANT}/oauth2/v2.0/token`, {
      text: new URLSearchParams(form).toString(),
      headers: {},
    });
    this.token = textAt(answer.body, "access_token") ?? "";
  }

  /** The user's Authorization header. */
  get authorization(): string {
    return `Bearer ${this.token}`;
  }

  async down(): Promise<void> {
    await this.running?.close();
    this.running = undefined;
  }

  async end(): Promise<void> {
    await this.down();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** A request with the user's token; `place` is `path?query`, below the subscription where it has no `/` in front. */
  request(method: string, place: string, body?: unknown): Promise<Answer> {
    return this.requestAs(this.token, { method, place, body });
  }

  /** A request with another token. */
  requestAs(
    token: string,
    { method, place, body }: { method: string; place: string; body?: unknown },
  ): Promise<Answer> {
    const at = place.startsWith("/") ? place : `/subscriptions/${SUBSCRIPTION}/${place}`;
    const text = body === undefined ? "" : JSON.stringify(body);
    return this.send(method, at, { text, headers: { authorization: `Bearer ${token}` } });
  }

  /** A request that has to be accepted; waits for its operation, and returns the resource as it then is. */
  async done(method: string, place: string, body?: unknown): Promise<Json> {
    const answer = await this.request(method, place, body);
    if (answer.status >= 300) throw new Error(`${method} ${place}: ${answer.status} ${JSON.stringify(answer.body)}`);
    const status = await this.outcome(answer);
    if (textAt(status, "status") === "Failed") throw new Error(`${method} ${place}: ${JSON.stringify(status)}`);
    if (method !== "PUT") return status;
    return (await this.request("GET", place)).body;
  }

  /** Follows the operation of an accepted request to its end. */
  async outcome(answer: Answer): Promise<Json> {
    const url = answer.headers["azure-asyncoperation"] ?? answer.headers["location"];
    if (url === undefined) return answer.body;
    const { pathname, search } = new URL(url);
    let last: Answer = answer;
    await waitUntil({ what: `the operation ${pathname}`, timeoutMs: 60_000, intervalMs: 20 }, async () => {
      last = await this.request("GET", `${pathname}${search}`);
      return last.status !== 202 && textAt(last.body, "status") !== "InProgress";
    });
    return last.body;
  }

  send(
    method: string,
    place: string,
    { text, headers }: { text: string; headers: Record<string, string> },
  ): Promise<Answer> {
    const { promise, resolve, reject } = withResolvers<Answer>();
    const options = { method, headers, ca: this.certificate.ca, agent: false };
    const outgoing = https.request(`${this.server.url}${place}`, options, (incoming) => {
      let read = "";
      incoming.setEncoding("utf8").on("data", (part: string) => (read += part));
      incoming.on("end", () => {
        const body = read === "" ? null : (JSON.parse(read) as Json);
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers as Answer["headers"], body });
      });
    });
    outgoing.on("error", reject).end(text);
    return promise;
  }
}

/** The id of a resource in the group `rg`. */
export function inGroup(rest: string): string {
  return `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/${rest}`;
}

/** The code of an answer that is an error. */
export function codeOf({ status, body }: Answer): string {
  return `${status} ${textAt(body, "error.code") ?? JSON.stringify(body)}`;
}

export function messageOf({ body }: Answer): string {
  return textAt(body, "error.message") ?? "";
}

/** Makes the group `rg` with a network that has a node subnet and a delegated one. */
export async function makeNetwork(arm: ArmFixture): Promise<void> {
  await arm.done("PUT", "resourceGroups/rg?api-version=2024-03-01", { location: "westeurope" });
  await arm.done("PUT", `${inGroup("Microsoft.Network/virtualNetworks/net")}?api-version=${NETWORK}`, {
    location: "westeurope",
    properties: {
      addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
      subnets: [
        { name: "nodes", properties: { addressPrefix: "10.0.0.0/20" } },
        { name: "aci", properties: { addressPrefix: "10.0.16.0/28", delegations: [ACI_DELEGATION] } },
      ],
    },
  });
}

export const ACI_DELEGATION = {
  name: "aci",
  properties: { serviceName: "Microsoft.ContainerInstance/containerGroups" },
};

export function subnetId(name: string): string {
  return inGroup(`Microsoft.Network/virtualNetworks/net/subnets/${name}`);
}

export function clusterPlace(suffix = ""): string {
  return `${inGroup("Microsoft.ContainerService/managedClusters/aks")}${suffix}?api-version=${CLUSTERS}`;
}

/** The body of a cluster with one system pool and the virtual-node add-on. */
export function clusterBody(properties: Record<string, unknown> = {}): unknown {
  return {
    location: "westeurope",
    identity: { type: "SystemAssigned" },
    properties: {
      dnsPrefix: "aks",
      agentPoolProfiles: [
        { name: "system", mode: "System", count: 2, vmSize: "Standard_D4s_v5", vnetSubnetID: subnetId("nodes") },
      ],
      networkProfile: { networkPlugin: "azure" },
      addonProfiles: { aciConnectorLinux: { enabled: true, config: { SubnetName: "aci" } } },
      ...properties,
    },
  };
}

/** The body of a container group in the delegated subnet. */
export function groupBody(properties: Record<string, unknown> = {}): {
  location: string;
  properties: Record<string, unknown>;
} {
  const resources = { requests: { cpu: 1, memoryInGB: 1.5 } };
  return {
    location: "westeurope",
    properties: {
      osType: "Linux",
      restartPolicy: "Always",
      subnetIds: [{ id: subnetId("aci") }],
      containers: [{ name: "web", properties: { image: "nginx", resources } }],
      ...properties,
    },
  };
}

export function groupPlace(name: string): string {
  return `${inGroup(`Microsoft.ContainerInstance/containerGroups/${name}`)}?api-version=${GROUPS}`;
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (reason: Error) => void } {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
