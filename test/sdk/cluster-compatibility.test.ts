import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { clusterPatch } from "../../sdk/cluster/cluster-patch";
import { COMPATIBILITY, incompatibilities } from "../../sdk/cluster/compatibility";
import { mergePatch } from "../../sdk/cluster/merge-patch";

const flat = { networkProfile: { networkPlugin: "azure" } };

/** What a user may put into a cluster to break each rule, and only that. */
const BREAKS: Readonly<Record<string, object>> = {
  "network-plugin": { networkProfile: { networkPlugin: "kubenet" } },
  overlay: { networkProfile: { networkPluginMode: "overlay" } },
  ipv6: { networkProfile: { ipFamilies: ["IPv4", "IPv6"] } },
  "pod-subnet": { agentPoolProfiles: [{ name: "system" }, { name: "apps", podSubnetID: "/a/subnet" }] },
  "authorized-ip-ranges": { apiServerAccessProfile: { authorizedIPRanges: ["203.0.113.0/24"] } },
  "imds-restriction": { networkProfile: { podLinkLocalAccess: "None" } },
  istio: { serviceMeshProfile: { mode: "Istio" } },
  automatic: { sku: { name: "Automatic", tier: "Standard" } },
  "node-resource-group-lockdown": { nodeResourceGroupProfile: { restrictionLevel: "ReadOnly" } },
  "cost-analysis": { metricsProfile: { costAnalysis: { enabled: true } } },
  "image-cleaner": { securityProfile: { imageCleaner: { enabled: true, intervalHours: 48 } } },
  "secure-boot": { agentPoolProfiles: [{ name: "system", securityProfile: { enableSecureBoot: true } }] },
  vtpm: { agentPoolProfiles: [{ name: "system", securityProfile: { enableVTPM: true } }] },
  "disk-encryption-set": { diskEncryptionSetID: "/a/set" },
  "windows-profile": { windowsProfile: { adminUsername: "azure" } },
  "windows-pool": { agentPoolProfiles: [{ name: "win", osType: "Windows" }] },
  cilium: { networkProfile: { networkDataplane: "cilium" } },
  "cilium-v2": { networkProfile: { networkDataplane: "cilium" } },
  "network-policy-v2": { networkProfile: { networkPolicy: "azure" } },
  "network-policy": { networkProfile: { networkPolicy: "calico" } },
};

/** The same members, said in a way that goes together with virtual nodes. */
const HARMLESS: readonly object[] = [
  {},
  {
    networkProfile: { networkPlugin: "Azure", networkPolicy: "none", networkDataplane: "azure", ipFamilies: ["IPv4"] },
  },
  { apiServerAccessProfile: { authorizedIPRanges: [], disableRunCommand: true } },
  { serviceMeshProfile: { mode: "Disabled" } },
  { sku: { name: "Base", tier: "Standard" }, nodeResourceGroupProfile: { restrictionLevel: "Unrestricted" } },
  { metricsProfile: { costAnalysis: { enabled: false } }, securityProfile: { imageCleaner: { enabled: false } } },
  { agentPoolProfiles: [{ name: "system", osType: "Linux", securityProfile: { enableSecureBoot: false } }] },
];

const generationOf = (id: string) => COMPATIBILITY.find((rule) => rule.id === id)?.generation ?? "v1";

const broken = (body: object, generation: "v1" | "v2" = "v1") =>
  incompatibilities(mergePatch(flat, body), generation).map(({ rule: { id } }) => id);

describe("what does not go together with virtual nodes", () => {
  test("is a rule each, with a source to read", () => {
    assert.deepEqual(COMPATIBILITY.map(({ id }) => id).sort(), Object.keys(BREAKS).sort());
    for (const { id, source } of COMPATIBILITY) assert.match(source, /^https:\/\/(learn\.microsoft|github)\.com\//, id);
  });

  for (const [id, body] of Object.entries(BREAKS)) {
    test(`${id}: ${JSON.stringify(body)}`, () => {
      assert.ok(broken(body, generationOf(id)).includes(id));
      assert.deepEqual(
        broken(body, generationOf(id)).filter((other) => other !== id && other !== "network-policy"),
        [],
      );
    });
  }

  for (const body of HARMLESS) {
    test(`is not ${JSON.stringify(body)}`, () => {
      assert.deepEqual(broken(body), []);
    });
  }

  test("is a cluster without a network plugin, which AKS makes an overlay", () => {
    assert.deepEqual(broken({ networkProfile: null }), ["network-plugin"]);
  });

  test("is named by its path", () => {
    const [found] = incompatibilities(mergePatch(flat, BREAKS["pod-subnet"]), "v1");
    assert.equal(found?.path, "agentPoolProfiles[1].podSubnetID");
  });

  test("with v1, Cilium is unproven; with v2 it is known not to work", () => {
    const cilium = { networkProfile: { networkDataplane: "cilium" } };
    assert.deepEqual(broken(cilium, "v1"), ["cilium"]);
    assert.deepEqual(broken(cilium, "v2"), ["cilium-v2"]);
  });

  test("what is unproven is let through with a warning", () => {
    const { warnings } = clusterPatch({
      generation: "v1",
      managedCluster: { networkProfile: { networkDataplane: "cilium", networkPolicy: "cilium" } },
    });
    assert.equal(warnings.length, 2);
    assert.match(
      warnings[0] ?? "",
      /^managedCluster\.networkProfile\.networkDataplane: unproven with virtual nodes: the Cilium dataplane/,
    );
  });
});

describe("a patch", () => {
  const json = fc.jsonValue({ maxDepth: 3 });

  /** The cases of RFC 7396, appendix A. */
  const CASES: readonly [target: unknown, patch: unknown, result: unknown][] = [
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [
      ["a", "b"],
      ["c", "d"],
      ["c", "d"],
    ],
    [{ a: "b" }, ["c"], ["c"]],
    [{ a: "foo" }, "bar", "bar"],
    [[1, 2], { a: "b", c: null }, { a: "b" }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  for (const [target, patch, result] of CASES) {
    test(`${JSON.stringify(target)} with ${JSON.stringify(patch)} is ${JSON.stringify(result)}`, () => {
      assert.deepEqual(mergePatch(target, patch), result);
    });
  }

  test("merged twice changes no more than merged once", () => {
    fc.assert(
      fc.property(json, json, (target, patch) => {
        const once = mergePatch(target, patch);
        assert.deepEqual(mergePatch(once, patch), once);
      }),
    );
  });
});
