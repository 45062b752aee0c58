import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ArgumentError } from "../../sdk/argument-error";
import { systemPoolSpec, userPoolSpec } from "../../sdk/cluster/node-pool-spec";
import { zonesOf } from "../../sdk/cluster/regions";

const SPOT_TAINT = "kubernetes.azure.com/scalesetpriority=spot:NoSchedule";
const vmSize = "Standard_D4s_v5";
const system = (args: object = {}) => systemPoolSpec({ vmSize, ...args });
const user = (args: object = {}) => userPoolSpec({ name: "apps", vmSize, ...args }, 0);

function problemsOf(build: () => unknown): readonly string[] {
  try {
    build();
    return [];
  } catch (error) {
    assert.ok(error instanceof ArgumentError);
    return error.problems.map(({ path, reason }) => `${path}: ${reason}`);
  }
}

describe("how many nodes a pool has", () => {
  test("two, so that one may go", () => {
    assert.deepEqual([system().count, user().count, system().autoscaling], [2, 2, undefined]);
  });

  test("an autoscaled pool starts with what it keeps at least, or with the count that it is told", () => {
    const range = { minCount: 0, maxCount: 5 };
    assert.deepEqual([user(range).count, user(range).autoscaling], [0, range]);
    assert.equal(user({ ...range, count: 3 }).count, 3);
  });

  test("it is within the autoscaler's range, whatever that is, or refused", () => {
    const number = fc.integer({ min: -2, max: 1002 });
    fc.assert(
      fc.property(number, number, fc.option(number, { nil: undefined }), (minCount, maxCount, count) => {
        const isRange = minCount >= 1 && maxCount >= minCount && maxCount <= 1000;
        const isWithin = count === undefined || (count >= minCount && count <= maxCount);
        const problems = problemsOf(() => {
          const spec = system({ minCount, maxCount, count });
          assert.ok(spec.count >= minCount && spec.count <= maxCount);
        });
        assert.equal(problems.length === 0, isRange && isWithin);
      }),
    );
  });
});

describe("a mistake in a pool is named, with what to write", () => {
  const mistakes: readonly (readonly [build: () => unknown, ...problems: string[]])[] = [
    [
      () => user({ minCount: 1 }),
      "userPools[0].maxCount: is required where minCount is given: the two turn the cluster autoscaler on",
    ],
    [
      () => user({ maxCount: 1 }),
      "userPools[0].minCount: is required where maxCount is given: the two turn the cluster autoscaler on",
    ],
    [() => system({ minCount: 0, maxCount: 3 }), "systemPool.minCount: must be a whole number from 1 to 1000; got 0"],
    [() => user({ minCount: 3, maxCount: 2 }), "userPools[0].maxCount: must be a whole number from 3 to 1000; got 2"],
    [
      () => user({ minCount: 1, maxCount: 3, count: 5 }),
      "userPools[0].count: must be a whole number from 1 to 3; got 5",
    ],
    [() => system({ maxPods: 20 }), "systemPool.maxPods: must be a whole number from 30 to 250; got 20"],
    [
      () => system({ vmSize: "Standard_DS1_v2" }),
      'systemPool.vmSize: must be a VM size such as Standard_D4s_v5 with 2 cores and 4 GB of memory at least; got "Standard_DS1_v2"',
    ],
    [
      () => user({ nodeLabels: { "kubernetes.azure.com/mode": "user", "not a key": "x", tier: "a b" } }),
      'userPools[0].nodeLabels: must not have "kubernetes.azure.com/mode": kubernetes.azure.com is AKS\'s own',
      'userPools[0].nodeLabels: must have keys of the form name or domain/name; got "not a key"',
      'userPools[0].nodeLabels.tier: must be a label\'s value: up to 63 letters, digits, hyphens, underscores and dots, a letter or digit first and last; got "a b"',
    ],
    [
      () => user({ nodeLabels: { "node-role.kubernetes.io/web": "" } }),
      'userPools[0].nodeLabels: must not have "node-role.kubernetes.io/web": of kubernetes.io and k8s.io AKS takes only kubelet.kubernetes.io and node.kubernetes.io',
    ],
    [
      () => user({ nodeTaints: ["team=shop", SPOT_TAINT] }),
      'userPools[0].nodeTaints[0]: must be a taint of the form key=value:Effect, with the effect NoSchedule, PreferNoSchedule or NoExecute; got "team=shop"',
      `userPools[0].nodeTaints[1]: must not have a key of kubernetes.azure.com, which is AKS's own; got "${SPOT_TAINT}"`,
    ],
    [() => user({ osDiskType: "Fast" }), 'userPools[0].osDiskType: must be one of "Managed", "Ephemeral"; got "Fast"'],
    [() => user({ osDiskSizeGB: 16 }), "userPools[0].osDiskSizeGB: must be a whole number from 30 to 2048; got 16"],
    [
      () => user({ maxSurge: "0%" }),
      'userPools[0].maxSurge: must be a number of nodes such as "1", or a percentage such as "33%"; got "0%"',
    ],
    [
      () => user({ spot: { maxPrice: 0, evictionPolicy: "Stop" }, maxSurge: "1" }),
      "userPools[0].spot.maxPrice: must be -1 for up to the regular price, or US dollars an hour above 0 with five decimals at most; got 0",
      "userPools[0].maxSurge: must not be given for spot VMs: AKS surges none of them",
      'userPools[0].spot.evictionPolicy: must be one of "Delete", "Deallocate"; got "Stop"',
    ],
  ];
  for (const [build, ...problems] of mistakes) {
    test(problems.join("; "), () => {
      assert.deepEqual(problemsOf(build), problems);
    });
  }
});

describe("a pool of spot VMs", () => {
  test("asks for the label and the taint that AKS gives it, beside its own", () => {
    const spec = user({ spot: {}, nodeLabels: { team: "shop" }, nodeTaints: ["team=shop:NoExecute"] });
    assert.deepEqual(spec.nodeLabels, { team: "shop", "kubernetes.azure.com/scalesetpriority": "spot" });
    assert.deepEqual(spec.nodeTaints, ["team=shop:NoExecute", SPOT_TAINT]);
    assert.deepEqual(spec.spot, { maxPrice: -1, evictionPolicy: "Delete" });
  });

  test("may cost up to five decimals of a dollar", () => {
    assert.equal(user({ spot: { maxPrice: 0.98765 } }).spot?.maxPrice, 0.98765);
    assert.equal(problemsOf(() => user({ spot: { maxPrice: 0.987654 } })).length, 1);
  });
});

test("labels and taints of every lawful form are taken", () => {
  const nodeLabels = { a: "", "example.com/A_b.c-d": "1", "node.kubernetes.io/web": "yes" };
  const nodeTaints = ["a:NoSchedule", "example.com/b=c.d:NoExecute", "x=:PreferNoSchedule"];
  const spec = user({ nodeLabels, nodeTaints });
  assert.deepEqual([spec.nodeLabels, spec.nodeTaints], [nodeLabels, nodeTaints]);
});

describe("the zones of a region", () => {
  test("are three where it has some, however its name is written", () => {
    assert.deepEqual(zonesOf("westeurope"), ["1", "2", "3"]);
    assert.deepEqual(zonesOf("West Europe"), ["1", "2", "3"]);
  });

  test("are none where it has none, and where nobody knows", () => {
    for (const location of ["westus", "North Central US", "atlantis", undefined])
      assert.deepEqual(zonesOf(location), []);
  });
});
