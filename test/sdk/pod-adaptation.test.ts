import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { adaptPod } from "../../sdk/pods/adapt-pod";
import { checkPod } from "../../sdk/pods/check-pod";
import { valueAt } from "../../sdk/pods/path";
import { examplePod } from "../pods/example";
import { POD_EXAMPLES } from "../pods/all-examples";
import { anyPod } from "../pods/any-pod";

const GENERATION = fc.constantFrom("v1", "v2");

describe("adapting any pod", () => {
  test("leaves nothing that adapting could take away, and finds nothing to do the second time", () => {
    fc.assert(
      fc.property(anyPod, GENERATION, (pod, generation) => {
        const { pod: adapted } = adaptPod(pod, generation);
        assert.deepEqual(
          checkPod(adapted, generation).filter(({ isAdaptable }) => isAdaptable),
          [],
        );
        assert.deepEqual(adaptPod(adapted, generation), { pod: adapted, changes: [] });
      }),
      { numRuns: 500 },
    );
  });

  test("brings no finding that was not there", () => {
    fc.assert(
      fc.property(anyPod, GENERATION, (pod, generation) => {
        const before = new Set(checkPod(pod, generation).map(({ rule }) => rule));
        const after = checkPod(adaptPod(pod, generation).pod, generation).map(({ rule }) => rule);
        assert.deepEqual(
          after.filter((rule) => !before.has(rule)),
          [],
        );
      }),
      { numRuns: 500 },
    );
  });

  test("never touches the pod that it is given, and tells every difference", () => {
    fc.assert(
      fc.property(anyPod, GENERATION, (pod, generation) => {
        const before = structuredClone(pod);
        const { pod: adapted, changes } = adaptPod(pod, generation);
        assert.deepEqual(pod, before);
        assert.equal(changes.length === 0, JSON.stringify(adapted) === JSON.stringify(pod));
        for (const { path, reason, rule } of changes)
          assert.ok(reason.startsWith(path) && reason.includes(`(${rule})`));
      }),
      { numRuns: 300 },
    );
  });

  test("gives each container what it asks for, at least, and never more than the whole pod has", () => {
    fc.assert(
      fc.property(anyPod, (pod) => {
        const { changes } = adaptPod(pod, "v1");
        for (const { path, before, after } of changes.filter(({ path: each }) => each.endsWith("requests.cpu"))) {
          assert.ok(milli(after) % 10 === 0 && milli(after) >= 10, path);
          assert.ok(milli(after) - milli(before) < 10 || milli(before) < 10, path);
        }
      }),
    );
  });
});

describe("adapting the examples of the rules", () => {
  for (const { rule, broken } of POD_EXAMPLES) {
    const adaptable = checkPod(broken, "v1").some((finding) => finding.rule === rule && finding.isAdaptable);
    if (!adaptable) continue;
    test(`${rule} is gone after it`, () => {
      const { pod, changes } = adaptPod(broken, "v1");
      assert.ok(changes.length > 0);
      assert.deepEqual(
        checkPod(pod, "v1").filter((finding) => finding.rule === rule),
        [],
      );
    });
  }

  test("does nothing on v2, where none of it is known to be refused", () => {
    for (const { broken } of POD_EXAMPLES) assert.deepEqual(adaptPod(broken, "v2").changes, []);
  });
});

describe("an adapted pod", () => {
  const resources = (requests: object, limits: object) => examplePod({ resources: { requests, limits } });
  const amounts = (pod: object, index = 0) => valueAt(pod, `spec.containers[${index}].resources`);

  test("has limits that its requests add up to", () => {
    const { pod, changes } = adaptPod(resources({ cpu: "1", memory: "1G" }, { cpu: 2, memory: "4Gi" }), "v1");
    assert.deepEqual(amounts(pod), { requests: { cpu: "1", memory: "1G" }, limits: { cpu: "1", memory: "1G" } });
    assert.deepEqual(
      changes.map(({ reason }) => reason),
      [
        "spec.containers[0].resources.limits.cpu is 1 instead of 2, because ACI refuses a limit above the sum of the group's requests (limit-above-group).",
        "spec.containers[0].resources.limits.memory is 1G instead of 4Gi, because ACI refuses a limit above the sum of the group's requests (limit-above-group).",
      ],
    );
  });

  const cases: readonly (readonly [title: string, before: object, after: object])[] = [
    [
      "amounts in ACI's steps, rounded up",
      { requests: { cpu: "333m", memory: "512Mi" }, limits: { cpu: "333m", memory: "512Mi" } },
      { requests: { cpu: "340m", memory: "600M" }, limits: { cpu: "340m", memory: "600M" } },
    ],
    [
      "no tiny amounts",
      { requests: { cpu: "1m", memory: "32Mi" }, limits: { cpu: "5m", memory: "64Mi" } },
      { requests: { cpu: "10m", memory: "100M" }, limits: { cpu: "10m", memory: "100M" } },
    ],
    [
      "limits alone, which become requests, in steps",
      { limits: { cpu: "1.005", memory: "1.05G" } },
      { limits: { cpu: "1010m", memory: "1100M" } },
    ],
    [
      "a limit of CPU between steps that the group's requests cover, as it was",
      { requests: { cpu: "1", memory: "1G" }, limits: { cpu: "999m" } },
      { requests: { cpu: "1", memory: "1G" }, limits: { cpu: "1" } },
    ],
    [
      "31 CPUs and 240 GB, rounded down where up would be too much",
      { requests: { cpu: "31005m", memory: "240.05G" } },
      { requests: { cpu: "31", memory: "240G" } },
    ],
  ];
  for (const [title, before, after] of cases) {
    test(`has ${title}`, () => {
      assert.deepEqual(amounts(adaptPod(examplePod({ resources: before }), "v1").pod), after);
    });
  }

  test("keeps a limit that other containers' requests make room for", () => {
    const containers = [
      { name: "a", resources: { requests: { cpu: "500m" }, limits: { cpu: "1500m" } } },
      { name: "b", resources: { requests: { cpu: "500m" } } },
    ];
    const { pod } = adaptPod({ containers }, "v1");
    assert.equal(valueAt(pod, "containers[0].resources.limits.cpu"), "1");
  });

  test("has volumes under legal names, mounted as before, and not mixed up", () => {
    const spec = {
      volumes: [
        { name: "tmp", emptyDir: {} },
        { name: "tmp-volume", emptyDir: {} },
        { name: "a--b--c", emptyDir: {} },
      ],
      containers: [
        {
          name: "web",
          resources: { requests: { cpu: "1", memory: "1G" } },
          volumeMounts: ["tmp", "tmp-volume", "a--b--c", "db"].map((name) => ({ name, mountPath: `/${name}` })),
        },
      ],
    };
    const { pod } = adaptPod(spec, "v1");
    assert.deepEqual(
      pod.volumes.map(({ name }) => name),
      ["tmp-volume-2", "tmp-volume", "a-b-c"],
    );
    assert.deepEqual(
      pod.containers[0]?.volumeMounts.map(({ name }) => name),
      ["tmp-volume-2", "tmp-volume", "a-b-c", "db"],
    );
  });

  test("does without empty variables, but not without those that others depend on", () => {
    const env = [
      { name: "A", value: "" },
      { name: "B", value: "b" },
      { name: "C", value: "" },
      { name: "D", value: "$(E)" },
      { name: "E", value: "" },
    ];
    const { pod } = adaptPod(examplePod({ env }), "v1");
    assert.deepEqual(valueAt(pod, "spec.containers[0].env"), [env[1], env[3], env[4]]);
  });

  test("keeps what carries a meaning: hooks, claims and the rest are for their owner to decide", () => {
    const pod = examplePod({
      lifecycle: { preStop: { exec: { command: ["true"] } } },
      args: ["-v"],
      spec: { volumes: [{ name: "files", persistentVolumeClaim: { claimName: "files" } }] },
    });
    assert.deepEqual(adaptPod(pod, "v1"), { pod, changes: [] });
  });
});

function milli(quantity: unknown): number {
  const text = String(quantity);
  return text.endsWith("m") ? Number(text.slice(0, -1)) : Number(text) * 1000;
}
