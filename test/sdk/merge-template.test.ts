import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { nodeSelection } from "../../sdk/placement/node-selection";
import { mergeTemplate, type Properties } from "../../sdk/pods/merge-template";
import { pinned } from "../../sdk/pods/pinned-template";
import { podSpec } from "../../sdk/pods/pod-spec";
import { podTemplateManifest } from "../../sdk/pods/pod-template";
import { virtualNodeSelectorSpec } from "../../sdk/virtual-node/virtual-node-selector";

describe("a patch of a pod template", () => {
  test("is merged member by member, named items by name, and null takes away", () => {
    const base = {
      metadata: { labels: { app: "web" } },
      spec: {
        containers: [
          { name: "web", image: "web:1", env: [{ name: "A", value: "1" }], readinessProbe: { httpGet: {} } },
        ],
        tolerations: [{ key: "a" }],
      },
    };
    const patch = {
      metadata: { annotations: { team: "shop" } },
      spec: {
        containers: [
          { name: "sidecar", image: "proxy:2" },
          { name: "web", readinessProbe: null, env: [{ name: "B", value: "2" }] },
        ],
        tolerations: [{ key: "b" }],
      },
    };
    assert.deepEqual(mergeTemplate(base, patch), {
      metadata: { labels: { app: "web" }, annotations: { team: "shop" } },
      spec: {
        containers: [
          {
            name: "web",
            image: "web:1",
            env: [
              { name: "A", value: "1" },
              { name: "B", value: "2" },
            ],
          },
          { name: "sidecar", image: "proxy:2" },
        ],
        tolerations: [{ key: "b" }],
      },
    });
  });

  const json = fc.jsonValue().filter((value) => typeof value === "object" && value !== null && !Array.isArray(value));
  const object = json as fc.Arbitrary<Properties>;

  test("that is empty changes nothing, and one that was merged already changes nothing more", () => {
    fc.assert(
      fc.property(object, object, (base, patch) => {
        assert.deepEqual(mergeTemplate(base, {}), base);
        const once = mergeTemplate(base, patch);
        assert.deepEqual(mergeTemplate(once, patch), once);
      }),
    );
  });

  test("leaves its arguments as they were", () => {
    fc.assert(
      fc.property(object, object, (base, patch) => {
        const before = structuredClone([base, patch]);
        mergeTemplate(base, patch);
        assert.deepEqual([base, patch], before);
      }),
    );
  });
});

describe("whatever is merged into a tier's pods", () => {
  const pod = podSpec({ image: "web:1", port: 80, resources: { cpu: "1", memory: "1Gi" } });
  const vms = { kind: "vm", name: "vm" } as const;

  test("that of the tier comes after that of the service, and both can change the container", () => {
    const patches = [
      { spec: { containers: [{ name: "web", command: ["a"], workingDir: "/srv" }] } },
      { spec: { containers: [{ name: "web", command: ["b"] }] } },
    ];
    const [container] = podTemplateManifest("web", vms, { pod, patches }).spec.containers as readonly unknown[];
    const { command, workingDir, image } = container as Properties;
    assert.deepEqual({ command, workingDir, image }, { command: ["b"], workingDir: "/srv", image: "web:1" });
  });

  test("they keep their labels", () => {
    const patches = [{ metadata: { labels: { "aks-elastic/tier": "other", team: "shop" } } }];
    assert.deepEqual(podTemplateManifest("web", vms, { pod, patches }).metadata.labels, {
      "aks-elastic/tier": "vm",
      team: "shop",
      "app.kubernetes.io/name": "web",
      "app.kubernetes.io/managed-by": "aks-elastic",
    });
  });

  test("they stay on their nodes: every alternative of the user's own affinity must also meet the tier's", () => {
    const zones = { key: "topology.kubernetes.io/zone", operator: "In", values: ["westeurope-1"] };
    const ssd = { key: "disk", operator: "In", values: ["ssd"] };
    const terms = [{ matchExpressions: [zones] }, { matchExpressions: [ssd] }];
    const required = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } };
    const patches = [{ spec: { affinity: { nodeAffinity: required }, nodeSelector: { pool: "apps" } } }];
    const { affinity, nodeSelector } = podTemplateManifest("web", vms, { pod, patches }).spec;
    const own = nodeSelection(vms).affinity?.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    const pins = own?.nodeSelectorTerms[0]?.matchExpressions ?? [];
    assert.equal(pins.length, 2);
    assert.deepEqual(affinity?.nodeAffinity, {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [zones, ...pins] }, { matchExpressions: [ssd, ...pins] }],
      },
    });
    assert.deepEqual(nodeSelector, { pool: "apps" });
  });

  test("they keep the virtual node's selector and their toleration beside the user's own", () => {
    const virtualNode = {
      kind: "virtualNode",
      name: "virtual-node",
      virtualNodes: virtualNodeSelectorSpec({}),
    } as const;
    const patch = { spec: { nodeSelector: { type: "other" }, tolerations: [{ key: "gpu" }] } };
    const selection = nodeSelection(virtualNode);
    const { nodeSelector, tolerations } = pinned(patch, {}, selection)["spec"] as Properties;
    assert.deepEqual(nodeSelector, selection.nodeSelector);
    assert.deepEqual(tolerations, [{ key: "gpu" }, ...(selection.tolerations ?? [])]);
  });
});
