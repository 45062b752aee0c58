import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { configurationFailures, configurationOf } from "../../sandbox/kubernetes/configuration";
import { configurationDiff } from "../../sandbox/kubernetes/configuration-diff";
import { UNKNOWN, type Properties } from "../../sandbox/rpc/provider";

function kubeconfig(server: string, token = "t"): string {
  return JSON.stringify({
    clusters: [{ name: "c", cluster: { server } }],
    users: [{ name: "u", user: { token } }],
    contexts: [
      { name: "x", context: { cluster: "c", user: "u" } },
      { name: "y", context: { cluster: "c", user: "u" } },
    ],
    "current-context": "x",
  });
}

describe("a provider's new configuration", () => {
  const one = kubeconfig("https://one");
  const two = kubeconfig("https://two");
  const cases: readonly (readonly [what: string, olds: Properties, news: Properties, changes: readonly string[]])[] = [
    ["is none where nothing changed", { kubeconfig: one }, { kubeconfig: one }, []],
    [
      "with another token is the same cluster",
      { kubeconfig: one },
      { kubeconfig: kubeconfig("https://one", "u") },
      ["kubeconfig"],
    ],
    ["with another server is another cluster", { kubeconfig: one }, { kubeconfig: two }, ["!kubeconfig"]],
    ["that isn't known yet may be another cluster", { kubeconfig: one }, { kubeconfig: UNKNOWN }, ["!kubeconfig"]],
    [
      "with another context of the same cluster is the same",
      { kubeconfig: one },
      { kubeconfig: one, context: "y" },
      ["context"],
    ],
    [
      "with the same identifier is the same cluster",
      { kubeconfig: one, clusterIdentifier: "a" },
      {
        kubeconfig: two,
        clusterIdentifier: "a",
      },
      ["kubeconfig"],
    ],
    [
      "with another identifier is another cluster",
      { kubeconfig: one, clusterIdentifier: "a" },
      {
        kubeconfig: one,
        clusterIdentifier: "b",
      },
      ["!clusterIdentifier"],
    ],
    [
      "that only adds an identifier is the same cluster",
      { kubeconfig: one },
      { kubeconfig: one, clusterIdentifier: "a" },
      ["clusterIdentifier"],
    ],
  ];
  for (const [what, olds, news, expected] of cases) {
    test(what, () => {
      const { changes } = configurationDiff(olds, news);
      assert.deepEqual(
        changes.map(({ path, replaces }) => (replaces ? `!${path}` : path)),
        expected,
      );
    });
  }
});

test("what the sandbox can't do is refused by name", () => {
  const failures = configurationFailures({
    renderYamlToDirectory: "/x",
    enableServerSideApply: "false",
    namespace: "a",
  });
  assert.deepEqual(
    failures.map(({ property }) => property),
    ["renderYamlToDirectory", "enableServerSideApply"],
  );
});

test("booleans may come as text, as the SDKs send them", () => {
  assert.equal(configurationOf({ deleteUnreachable: "true" }).deleteUnreachable, true);
  assert.equal(configurationOf({ deleteUnreachable: "false" }).deleteUnreachable, false);
  assert.equal(configurationOf({ deleteUnreachable: true }).deleteUnreachable, true);
});
