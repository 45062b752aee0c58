import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { parseKubeconfig } from "../../sdk/kubernetes/kubeconfig";
import { KubeconfigError } from "../../sdk/kubernetes/kubeconfig-text";

interface Parts {
  readonly cluster?: Readonly<Record<string, unknown>>;
  readonly user?: Readonly<Record<string, unknown>>;
  readonly current?: string;
}

function kubeconfig({ cluster = {}, user = {}, current = "one" }: Parts = {}): string {
  return JSON.stringify({
    clusters: [{ name: "c", cluster: { server: "https://10.0.0.1:6443/", ...cluster } }],
    users: [{ name: "u", user }],
    contexts: [
      { name: "one", context: { cluster: "c", user: "u" } },
      { name: "two", context: { cluster: "c", user: "u", namespace: "shop" } },
      { name: "broken", context: { cluster: "gone", user: "u" } },
    ],
    "current-context": current,
  });
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("a kubeconfig", () => {
  test("says where the API server is and who we are", () => {
    const connection = parseKubeconfig(
      kubeconfig({
        cluster: { "certificate-authority-data": base64("CA"), "tls-server-name": "api" },
        user: { "client-certificate-data": base64("CERT"), "client-key": "/key.pem" },
      }),
    );
    assert.deepEqual(connection, {
      context: "one",
      server: "https://10.0.0.1:6443",
      insecureSkipTlsVerify: false,
      certificateAuthority: { inline: "CA" },
      tlsServerName: "api",
      clientCertificate: { inline: "CERT" },
      clientKey: { file: "/key.pem" },
    });
  });

  test("is read in the context that is asked for", () => {
    assert.equal(parseKubeconfig(kubeconfig(), "two").namespace, "shop");
  });

  test("prefers inline data to a file, and a token's file to a token, as client-go does", () => {
    const { certificateAuthority, token } = parseKubeconfig(
      kubeconfig({
        cluster: { "certificate-authority-data": base64("CA"), "certificate-authority": "/ca.pem" },
        user: { token: "t", tokenFile: "/token" },
      }),
    );
    assert.deepEqual(certificateAuthority, { inline: "CA" });
    assert.deepEqual(token, { file: "/token" });
  });

  test("names the program that signs its user in", () => {
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1beta1",
      command: "kubelogin",
      args: ["get-token", "--server-id", "s"],
      env: [{ name: "AAD_LOGIN_METHOD", value: "azurecli" }],
      installHint: "See https://aka.ms/aks/kubelogin",
      provideClusterInfo: false,
    };
    assert.deepEqual(parseKubeconfig(kubeconfig({ user: { exec } })).credentialPlugin, {
      ...exec,
      env: { AAD_LOGIN_METHOD: "azurecli" },
    });
  });

  for (const text of ["token: [hunter2", "token: *hunter2", "token: !hunter2 x", "hunter2: 1\nhunter2: 2"]) {
    test(`that is no YAML is refused without a word of what is in it: ${text.split("\n").join(", ")}`, () => {
      assert.throws(
        () => parseKubeconfig(text),
        (error) =>
          error instanceof KubeconfigError &&
          /^kubeconfig: is not YAML: .* at line \d+, column \d+$/.test(error.message) &&
          !inspect(error).includes("hunter2"),
      );
    });
  }

  test("has a date as the text that it is", () => {
    const dated = kubeconfig({ user: { token: "TOKEN" } }).replace('"TOKEN"', "2026-01-01");
    assert.deepEqual(parseKubeconfig(dated).token, { inline: "2026-01-01" });
  });

  const mistakes: readonly (readonly [what: string, text: string, message: RegExp])[] = [
    ["that is no YAML", "a: [", /^kubeconfig: is not YAML/],
    ["that is no mapping", "hello", /must be a YAML mapping/],
    ["without a current context", kubeconfig({ current: "" }), /has no current-context; set one/],
    [
      "with an unknown context",
      kubeconfig({ current: "x" }),
      /has no context "x" in contexts; it has one, two, broken/,
    ],
    ["whose cluster is missing", kubeconfig({ current: "broken" }), /has no cluster "gone" in clusters; it has c/],
    ["with plain HTTP", kubeconfig({ cluster: { server: "http://a" } }), /starts with https:\/\/; got http:\/\/a/],
    ["with a proxy", kubeconfig({ cluster: { "proxy-url": "http://p" } }), /cluster "c" has `proxy-url`/],
    ["with a plugin without a command", kubeconfig({ user: { exec: {} } }), /has `exec`: it names no command/],
    [
      "with a plugin of an API that is gone",
      kubeconfig({ user: { exec: { command: "k", apiVersion: "client.authentication.k8s.io/v1alpha1" } } }),
      /its apiVersion must be one of client\.authentication\.k8s\.io\/v1, .*\/v1beta1; got ".*v1alpha1"/,
    ],
    [
      "with a plugin that asks its user",
      kubeconfig({
        user: { exec: { command: "k", apiVersion: "client.authentication.k8s.io/v1", interactiveMode: "Always" } },
      }),
      /k asks its user \(interactiveMode Always\)/,
    ],
    [
      "with an auth-provider",
      kubeconfig({ user: { "auth-provider": { name: "azure" } } }),
      /removed from Kubernetes 1\.26/,
    ],
    ["with a password", kubeconfig({ user: { username: "a" } }), /basic authentication was removed/],
  ];
  for (const [what, text, message] of mistakes) {
    test(`${what} is refused with what to do`, () => {
      assert.throws(
        () => parseKubeconfig(text),
        (error) => error instanceof KubeconfigError && message.test(error.message),
      );
    });
  }
});
