import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from "node:net";
import { after, describe, test } from "node:test";
import type { KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { KubernetesUnreachable } from "../../sdk/kubernetes/kubernetes-io";
import { createAuthority, issueCertificate } from "../../sandbox/certificates";
import { type EndpointProbeArgs, type EndpointProbeSpec } from "../../sdk/failover/endpoint-probe";
import { failoverSpec } from "../../sdk/failover/failover-spec";
import { failoverObservation } from "../../sdk/failover/observe";
import { directProber } from "../../sdk/failover/probe-io";
import { askedRounds, type ProbeAnswer } from "../../sdk/failover/probe-round";
import { proxyProber } from "../../sdk/failover/proxy-probe-io";
import { recordedObjects } from "./recorded";
import { web } from "./sights";

function probe(args: EndpointProbeArgs): EndpointProbeSpec {
  const { probe: made } = failoverSpec({ probe: args });
  assert.ok(made);
  return made;
}

const servers: (Server | TcpServer)[] = [];
after(() => {
  for (const server of servers) server.close();
});

function listening(server: Server | TcpServer): Promise<number> {
  servers.push(server);
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

const pod = { name: "web-1", ip: "127.0.0.1" };

describe("a pod that is asked at its address", () => {
  const ask = async (args: EndpointProbeArgs): Promise<ProbeAnswer | undefined> => directProber(pod, probe(args));

  test("answers rightly with 200 to 399, or with what is expected", async () => {
    const port = await listening(
      createServer(({ url }, response) => {
        response.statusCode = Number(url?.slice(1));
        response.end("x".repeat(100_000));
      }),
    );
    assert.deepEqual(await ask({ path: "/204", port }), { isRight: true, words: "HTTP 204" });
    assert.deepEqual(await ask({ path: "/302", port }), { isRight: true, words: "HTTP 302" });
    assert.deepEqual(await ask({ path: "/500", port }), { isRight: false, words: "HTTP 500" });
    assert.deepEqual(await ask({ path: "/503", port, expectedStatus: 503 }), { isRight: true, words: "HTTP 503" });
    assert.deepEqual(await ask({ path: "/200", port, expectedStatus: 204 }), { isRight: false, words: "HTTP 200" });
  });

  test("may take no longer than the time-out", async () => {
    const port = await listening(createServer(() => undefined));
    const answer = await ask({ path: "/", port, timeoutSeconds: 1 });
    assert.deepEqual(answer, { isRight: false, words: "no answer within 1 s" });
  });

  test("is told by TCP alone whether its port is open", async () => {
    const port = await listening(createTcpServer((socket) => socket.destroy()));
    assert.deepEqual(await ask({ scheme: "TCP", port }), { isRight: true, words: "connected" });
  });

  test("has a port that is closed", async () => {
    const server = createTcpServer();
    const port = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    assert.match((await ask({ scheme: "TCP", port }))?.words ?? "", /ECONNREFUSED/);
    assert.match((await ask({ path: "/", port }))?.words ?? "", /ECONNREFUSED/);
  });

  test("may have any certificate", async () => {
    const certificate = await issueCertificate(await createAuthority("somebody"), {
      commonName: "web",
      hosts: ["web.example.com"],
    });
    const port = await listening(createTlsServer(certificate, (_, response) => response.end()));
    assert.deepEqual(await ask({ scheme: "HTTPS", path: "/", port }), { isRight: true, words: "HTTP 200" });
  });
});

describe("a pod that is asked through the API server", () => {
  const asked = async (
    answer: KubernetesClient["request"],
    args: EndpointProbeArgs = { path: "/healthz", port: 80 },
  ) => {
    const client: KubernetesClient = {
      server: "https://api",
      request: answer,
      watch: () => {
        throw new Error("nothing is watched");
      },
    };
    return proxyProber(client, web())(pod, probe(args));
  };

  test("answers for itself", async () => {
    const paths: string[] = [];
    const answer = await asked(({ path }) => {
      paths.push(path);
      return Promise.resolve({ status: 500, body: "broken" });
    });
    assert.deepEqual(answer, { isRight: false, words: "HTTP 500" });
    assert.deepEqual(paths, ["/api/v1/namespaces/default/pods/web-1:80/proxy/healthz"]);
  });

  const status = (code: number, message: string) => () =>
    Promise.resolve({ status: code, body: { kind: "Status", apiVersion: "v1", message } });

  test("cannot be reached", async () => {
    assert.deepEqual(await asked(status(503, "error trying to reach service")), {
      isRight: false,
      words: "error trying to reach service",
    });
  });

  test("is not asked where that is not allowed, where it has just gone, where the API server is gone, or by TCP", async () => {
    assert.equal(await asked(status(403, "no rights")), undefined);
    assert.equal(await asked(status(404, "gone")), undefined);
    const gone = new KubernetesUnreachable("https://api", "GET", new Error("refused"));
    assert.equal(await asked(() => Promise.reject(gone)), undefined);
    assert.equal(await asked(status(200, "never sent"), { scheme: "TCP", port: 80 }), undefined);
  });
});

describe("a round", () => {
  const target = web({ placement: { replicas: 6, vmReplicas: 4 }, failover: { probe: { path: "/" } }, port: 80 });
  const objects = recordedObjects("all-ready");
  const wrongOnAci = async ({ name }: { readonly name: string }): Promise<ProbeAnswer> =>
    Promise.resolve({ isRight: name.startsWith("web-vm"), words: "HTTP 500" });

  test("asks the running pods of each tier", async () => {
    const rounds = await askedRounds(objects, target, { prober: wrongOnAci });
    assert.deepEqual(rounds, {
      vm: { at: objects.at, asked: 4, right: 4 },
      "virtual-node": { at: objects.at, asked: 2, right: 0, words: "HTTP 500" },
    });
  });

  test("is left out until the period is over, and the last ones are kept", async () => {
    const rounds = await askedRounds(objects, target, { prober: wrongOnAci });
    let before = failoverObservation({ ...objects, rounds }, target);
    const soon = { ...objects, at: objects.at + 4_000 };
    assert.deepEqual(await askedRounds(soon, target, { prober: wrongOnAci, before }), {});
    for (let count = 1; count < 9; count += 1) {
      const later = { ...objects, at: objects.at + count * 5_000 };
      const more = await askedRounds(later, target, { prober: wrongOnAci, before });
      before = failoverObservation({ ...later, rounds: more }, target, before);
    }
    assert.equal(before.tiers[1]?.rounds.length, 5);
  });

  test("in which one pod is right tells for good that pods can be asked", async () => {
    const round = async (isRight: boolean) =>
      askedRounds(objects, target, { prober: () => Promise.resolve({ isRight, words: "" }) });
    const never = failoverObservation({ ...objects, rounds: await round(false) }, target);
    assert.equal(never.isAnswered, false);
    const once = failoverObservation({ ...objects, rounds: await round(true) }, target, never);
    assert.equal(once.isAnswered, true);
    const later = { ...objects, at: objects.at + 3_600_000, rounds: await round(false) };
    assert.equal(failoverObservation(later, target, once).isAnswered, true);
  });
});
