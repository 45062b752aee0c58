import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { AdmissionregistrationV1Api, CoreV1Api } from "@kubernetes/client-node" with {
  "resolution-mode": "import",
};
import { createAuthority, issueCertificate } from "../../sandbox/certificates";
import { type ControlPlane, startControlPlane } from "../../sandbox/control-plane/control-plane";
import { freePort } from "../../sandbox/ports";
import { Supervisor } from "../../sandbox/processes";
import { consoleProgress } from "../../sandbox/progress";
import { ensureTools } from "../../sandbox/tools/toolchain";
import { kubeConfig } from "../sandbox";
import { awaited } from "../waiting";

const NAMESPACE = "default";
const SERVICE = "on-this-machine";
const TIMEOUT_MS = 300_000;

const scratch = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-egress-"));
const log = (line: string): void => {
  console.log(line);
};
const supervisor = new Supervisor({ logs: path.join(scratch, "logs"), run: path.join(scratch, "run"), log });

describe("what the API server asks of servers on this machine", () => {
  let controlPlane: ControlPlane;
  let server: https.Server;
  let caBundle: string;
  let core: CoreV1Api;
  let admission: AdmissionregistrationV1Api;

  before(async () => {
    const authority = await createAuthority("test");
    const hosts = [`${SERVICE}.${NAMESPACE}.svc`];
    server = https.createServer(await issueCertificate(authority, { commonName: SERVICE, hosts }), answer);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    caBundle = Buffer.from(authority.cert).toString("base64");
    const ports = { etcdClient: await freePort(), etcdPeer: await freePort(), apiServer: await freePort() };
    const tools = await ensureTools(consoleProgress());
    const directory = path.join(scratch, "slots", "0");
    controlPlane = await startControlPlane({ slot: { index: 0, ports }, directory, tools, supervisor, log });
    const { AdmissionregistrationV1Api, CoreV1Api } = await import("@kubernetes/client-node");
    const config = await kubeConfig(controlPlane.kubeconfig("admin", "egress"));
    core = config.makeApiClient(CoreV1Api);
    admission = config.makeApiClient(AdmissionregistrationV1Api);
    await core.createNamespacedService({
      namespace: NAMESPACE,
      body: { metadata: { name: SERVICE }, spec: { type: "ExternalName", externalName: "localhost" } },
    });
  });
  after(async () => {
    await controlPlane.stop();
    await supervisor.close();
    server.closeAllConnections();
    server.close();
    rmSync(scratch, { recursive: true });
  });

  const port = () => (server.address() as AddressInfo).port;

  test("an aggregated API answers", async () => {
    const spec = {
      ...{ group: "example.com", version: "v1", groupPriorityMinimum: 100, versionPriority: 100, caBundle },
      service: { name: SERVICE, namespace: NAMESPACE, port: port() },
    };
    const { client } = controlPlane;
    const body = {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1.example.com" },
      spec,
    };
    const made = await client.request({ method: "POST", path: "/apis/apiregistration.k8s.io/v1/apiservices", body });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const things = await awaited("the aggregated API", TIMEOUT_MS, async () => {
      const response = await client.request({ method: "GET", path: "/apis/example.com/v1/things" });
      return response.status === 200 ? response.body : undefined;
    });
    assert.equal((things as { kind: string }).kind, "ThingList");
  });

  test("an admission webhook is asked", async () => {
    const service = { name: SERVICE, namespace: NAMESPACE, port: port(), path: "/validate" };
    await admission.createValidatingWebhookConfiguration({
      body: {
        metadata: { name: "test" },
        webhooks: [
          {
            name: "test.example.com",
            admissionReviewVersions: ["v1"],
            sideEffects: "None",
            clientConfig: { service, caBundle },
            rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] }],
            matchConditions: [{ name: "test", expression: "object.metadata.name.startsWith('denied')" }],
          },
        ],
      },
    });
    let attempt = 0;
    const denial = await awaited("the webhook to be asked", TIMEOUT_MS, async () => {
      attempt += 1;
      const body = { metadata: { name: `denied-${attempt}` } };
      const refused = await core
        .createNamespacedConfigMap({ namespace: NAMESPACE, body })
        .catch((error: unknown) => error);
      return refused instanceof Error ? refused.message : undefined;
    });
    assert.match(denial, /denied the request: the test says no/);
  });
});

/** An API with one kind, and a webhook that denies everything. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = answerTo(request.url ?? "", Buffer.concat(chunks).toString());
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  });
}

function answerTo(url: string, text: string): object {
  if (url.startsWith("/validate")) {
    const { request } = JSON.parse(text) as { request: { uid: string } };
    const verdict = { uid: request.uid, allowed: false, status: { message: "the test says no" } };
    return { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", response: verdict };
  }
  if (url.startsWith("/apis/example.com/v1/things")) {
    return { apiVersion: "example.com/v1", kind: "ThingList", metadata: {}, items: [] };
  }
  const things = { name: "things", singularName: "thing", namespaced: false, kind: "Thing", verbs: ["list"] };
  return { apiVersion: "v1", kind: "APIResourceList", groupVersion: "example.com/v1", resources: [things] };
}
