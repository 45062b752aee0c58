import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { ClusterHost } from "../../sandbox/arm/cluster-host";
import { startArmServer, type ArmServer } from "../../sandbox/arm/server";
import { armClient, type ArmClient } from "../../sandbox/azure-native/arm-client";
import { azureNativeProvider } from "../../sandbox/azure-native/provider";
import { requestBody } from "../../sandbox/azure-native/request-body";
import { createAuthority, issueCertificate } from "../../sandbox/certificates";
import type { Properties, ProviderInstance, ResourceState } from "../../sandbox/rpc/provider";
import { hasArmSchemas, schemaViolations } from "../arm-schema";

export const subscriptionId = "11111111-1111-1111-1111-111111111111";
const tenantId = "22222222-2222-2222-2222-222222222222";
const clientSecret = "a secret of this test";
export const silent = { status: () => undefined, warn: () => undefined };

/** A cluster host whose clusters are there at once. */
const host: ClusterHost = {
  ensure: () => Promise.resolve({ kubeconfig: "kind: Config", fqdn: "127.0.0.1:6443", kubernetesVersion: "1.35.4" }),
  remove: () => Promise.resolve(),
};

/** What the engine knows of a resource. */
export interface Created extends ResourceState {
  readonly type: string;
  readonly inputs: Properties;
}

export const identity = (type: string) => ({ urn: `urn:${type}`, type, name: "web", timeout: 30, preview: false });

/** The id of one of Azure's own role definitions. */
export function roleDefinition(name: string): string {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${name}`;
}

/** The stand-in for azure-native on a sandbox's ARM server, used as the engine uses it. */
export class RoundTrip {
  private created: readonly Created[] = [];

  private constructor(
    readonly instance: ProviderInstance,
    private readonly around: { readonly arm: ArmClient; readonly server: ArmServer; readonly directory: string },
  ) {}

  static async start(): Promise<RoundTrip> {
    const directory = mkdtempSync(path.join(os.tmpdir(), "round-trip-"));
    const authority = await createAuthority("round trip");
    const certificate = await issueCertificate(authority, { commonName: "127.0.0.1", hosts: ["127.0.0.1"] });
    const whose = { subscriptionId, tenantId, clientSecret };
    const quick = { coldStartSeconds: 0.1, operationSeconds: 0.01, log: () => undefined, onFaults: () => undefined };
    const storeFile = path.join(directory, "arm.json");
    const server = await startArmServer({ certificate, storeFile, port: 0, clusterHost: host, ...whose, ...quick });
    const tokenUrl = `${server.url}/${tenantId}/oauth2/v2.0/token`;
    const arm = armClient({ url: server.url, ca: authority.cert, tokenUrl, clientId: "round-trip", ...whose });
    const instance = azureNativeProvider({ arm }).instance();
    await instance.configure({ location: "westeurope" });
    return new RoundTrip(instance, { arm, server, directory });
  }

  async end(): Promise<void> {
    this.around.arm.close();
    await this.around.server.close();
    rmSync(this.around.directory, { recursive: true });
  }

  /** Checks and creates a resource as the engine does, and sees that reading it back finds no drift. */
  async create(type: string, news: Properties): Promise<Created> {
    const checked = await this.instance.check({ ...identity(type), olds: {}, news, randomSeed: Buffer.from("seed") });
    assert.deepEqual(checked.failures, []);
    if (hasArmSchemas) assert.deepEqual(schemaViolations(requestBody(type, checked.inputs)), []);
    const state = await this.instance.create({ ...identity(type), inputs: checked.inputs }, silent);
    const resource = { ...state, type, inputs: checked.inputs };
    this.created = [...this.created, resource];
    await this.assertNoDrift(resource);
    return resource;
  }

  /** Changes a resource in place, and sees that reading it back finds no drift. */
  async update(resource: Created, change: Properties): Promise<Created> {
    const inputs = { ...resource.inputs, ...change };
    const { type, id } = resource;
    const old = { id, oldInputs: resource.inputs, oldState: resource.state, ignoreChanges: [] };
    const { changes } = await this.instance.diff({ ...identity(type), ...old, news: inputs });
    assert.ok(!changes.some(({ replaces }) => replaces), `${type} is replaced`);
    const state = await this.instance.update({ ...identity(type), ...old, inputs }, silent);
    const updated = { ...state, type, inputs };
    this.created = this.created.map((each) => (each === resource ? updated : each));
    await this.assertNoDrift(updated);
    return updated;
  }

  async assertNoDrift({ type, id, inputs, state }: Created): Promise<void> {
    const read = await this.instance.read({ ...identity(type), id, inputs, state });
    assert.deepEqual(read?.inputs, inputs, `${type} after a refresh`);
    const difference = { id, oldInputs: read.inputs, oldState: read.state, news: inputs, ignoreChanges: [] };
    assert.deepEqual((await this.instance.diff({ ...identity(type), ...difference })).changes, []);
  }

  /** Sees that nothing that was created so far has drifted by what came after it. */
  async assertNoDriftAtAll(): Promise<void> {
    for (const resource of this.created) await this.assertNoDrift(resource);
  }

  /** Deletes everything in the reverse order of its creation, and sees each gone. */
  async deleteAll(): Promise<void> {
    const all = this.created.toReversed();
    this.created = [];
    for (const { type, id, inputs, state } of all) {
      await this.instance.delete({ ...identity(type), id, inputs, state }, silent);
      assert.equal(await this.instance.read({ ...identity(type), id, inputs, state }), undefined, `${type} is gone`);
    }
  }
}
