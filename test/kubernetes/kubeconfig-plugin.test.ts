import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { createAuthority, issueCertificate } from "../../sandbox/certificates";
import { CredentialPluginError } from "../../sdk/kubernetes/credential-plugin-io";
import { kubernetesClient, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { httpsDouble, type HttpsDouble } from "../dynamic/https-double";

const API = "client.authentication.k8s.io/v1";

/** A plugin that counts its runs in a file and prints what it is told to, `%n` being the number of the run. */
const PLUGIN = `
const fs = require("node:fs");
const [file, answer] = process.argv.slice(2);
fs.appendFileSync(file, process.env.KUBERNETES_EXEC_INFO + " " + process.env.GREETING + "\\n");
const runs = fs.readFileSync(file, "utf8").trim().split("\\n").length;
if (answer === "fail") { console.error("no session: run az login"); process.exit(3); }
process.stdout.write(answer.replace("%n", String(runs)));
`;

interface Status {
  readonly token?: string;
  readonly expirationTimestamp?: string;
  readonly clientCertificateData?: string;
  readonly clientKeyData?: string;
}

describe("a kubeconfig that signs in by a program", () => {
  const scratch = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-plugin-"));
  const script = path.join(scratch, "plugin.cjs");
  const runsFile = path.join(scratch, "runs");
  let server: HttpsDouble;
  /** The tokens that the API server takes. */
  let accepted: (authorization: string | undefined) => boolean;

  before(async () => {
    writeFileSync(script, PLUGIN);
    server = await httpsDouble(({ authorization }) =>
      accepted(authorization)
        ? { status: 200, body: { items: [] } }
        : { status: 401, body: { message: "Unauthorized" } },
    );
  });
  afterEach(() => {
    rmSync(runsFile, { force: true });
  });
  after(() => {
    server.close();
    rmSync(scratch, { recursive: true });
  });

  function client(answer: string, exec: object = {}): KubernetesClient {
    const plugin = {
      apiVersion: API,
      command: process.execPath,
      args: [script, runsFile, answer],
      env: [{ name: "GREETING", value: "hello" }],
      installHint: "Install it from https://example.com",
      interactiveMode: "IfAvailable",
      ...exec,
    };
    const authority = Buffer.from(server.authority).toString("base64");
    return kubernetesClient(
      JSON.stringify({
        clusters: [
          { name: "c", cluster: { server: `https://${server.host}`, "certificate-authority-data": authority } },
        ],
        users: [{ name: "u", user: { exec: plugin } }],
        contexts: [{ name: "one", context: { cluster: "c", user: "u" } }],
        "current-context": "one",
      }),
    );
  }

  const credential = (status: Status): string => JSON.stringify({ apiVersion: API, kind: "ExecCredential", status });
  const runs = (): readonly string[] => readFileSync(runsFile, "utf8").trim().split("\n");
  const ask = (of: KubernetesClient) => of.request({ method: "GET", path: "/api/v1/nodes" });

  test("runs it once for many requests, in its environment, and sends its token", async () => {
    accepted = (authorization) => authorization === "Bearer token-1";
    const one = client(credential({ token: "token-%n" }), { provideClusterInfo: true });
    const answers = await Promise.all([ask(one), ask(one), ask(one)]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
    assert.equal((await ask(one)).status, 200);
    const [run = "", ...more] = runs();
    assert.deepEqual(more, []);
    const [information = "", greeting] = run.split(" ");
    assert.equal(greeting, "hello");
    const { kind, apiVersion, spec } = JSON.parse(information) as Record<string, unknown>;
    assert.deepEqual([kind, apiVersion], ["ExecCredential", API]);
    assert.deepEqual(spec, {
      interactive: false,
      cluster: {
        server: `https://${server.host}`,
        "certificate-authority-data": Buffer.from(server.authority).toString("base64"),
      },
    });
  });

  test("runs it again when its credential has expired", async () => {
    accepted = () => true;
    const one = client(credential({ token: "token-%n", expirationTimestamp: new Date(Date.now() - 1).toISOString() }));
    await ask(one);
    await ask(one);
    assert.equal(runs().length, 2);
    assert.equal(server.asked.at(-1)?.authorization, "Bearer token-2");
  });

  test("runs it again, once, when its credential is refused", async () => {
    accepted = (authorization) => authorization === "Bearer token-2";
    const one = client(credential({ token: "token-%n" }));
    assert.equal((await ask(one)).status, 200);
    assert.equal(runs().length, 2);
    accepted = () => false;
    assert.equal((await ask(one)).status, 401);
    assert.equal(runs().length, 3);
  });

  test("sends its client certificate", async () => {
    accepted = () => true;
    const authority = await createAuthority("users");
    const { cert, key } = await issueCertificate(authority, { commonName: "someone" });
    const one = client(credential({ clientCertificateData: cert, clientKeyData: key }));
    assert.equal((await ask(one)).status, 200);
    assert.equal(server.asked.at(-1)?.authorization, undefined);
  });

  const failures: readonly (readonly [title: string, answer: string, exec: object, message: RegExp])[] = [
    [
      "that is not installed says so, and where it is to be had",
      "",
      { command: "no-such-kubelogin" },
      /the program "no-such-kubelogin" of the kubeconfig: it is not installed, or not on PATH\. Install it from https:\/\/example\.com$/,
    ],
    ["that fails says why", "fail", {}, /it ended with 3: no session: run az login/],
    ["that prints something else is refused", "hello", {}, /it printed no ExecCredential/],
    ["that gives nothing is refused", credential({}), {}, /neither a token nor a client certificate/],
    [
      "that answers in another version is refused",
      credential({ token: "t" }),
      { apiVersion: "client.authentication.k8s.io/v1beta1" },
      /it answered in ".*\/v1", asked in ".*\/v1beta1"/,
    ],
  ];
  for (const [title, answer, exec, message] of failures) {
    test(title, async () => {
      accepted = () => true;
      await assert.rejects(
        ask(client(answer, exec)),
        (error) => error instanceof CredentialPluginError && message.test(error.message),
      );
    });
  }
});
