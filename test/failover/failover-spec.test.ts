import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ArgumentError } from "../../sdk/argument-error";
import { type EndpointProbeArgs, endpointProbeWords } from "../../sdk/failover/endpoint-probe";
import { type FailoverArgs, failoverSpec } from "../../sdk/failover/failover-spec";
import { failoverTarget, type FailoverTargetArgs } from "../../sdk/failover/target";

/** What programs in JavaScript may write, too. */
const wrong = (args: unknown): FailoverArgs => args as FailoverArgs;

const REFUSALS: readonly [args: FailoverArgs, line: string][] = [
  [{ windowSeconds: 4 }, "failover.windowSeconds: must be a whole number from 5 to 3600; got 4"],
  [{ windowSeconds: 2.5 }, "failover.windowSeconds: must be a whole number from 5 to 3600; got 2.5"],
  [{ holdDownSeconds: 29 }, "failover.holdDownSeconds: must be a whole number from 30 to 86400; got 29"],
  [
    { windowSeconds: 60, holdDownSeconds: 59 },
    "failover.holdDownSeconds: must be a whole number from 60 to 86400; got 59",
  ],
  [{ rate: 0 }, "failover.rate: must be a whole number from 1 to 1000; got 0"],
  [{ breaker: 1 }, "failover.breaker: must be a whole number from 2 to 20; got 1"],
  [{ breaker: 21 }, "failover.breaker: must be a whole number from 2 to 20; got 21"],
  [{ floor: -1 }, "failover.floor: must be a whole number from 0 to 100000; got -1"],
  [{ coldStartSeconds: 5 }, "failover.coldStartSeconds: must be a whole number from 10 to 1800; got 5"],
  [wrong({ mayExceedMax: "yes" }), 'failover.mayExceedMax: must be true or false; got "yes"'],
  [wrong({ rate: "3" }), 'failover.rate: must be a whole number from 1 to 1000; got "3"'],
];

const PROBE_REFUSALS: readonly [args: EndpointProbeArgs, line: string][] = [
  [{}, 'failover.probe.path: is required and must be an HTTP path that starts with "/"'],
  [{ path: "healthz" }, 'failover.probe.path: must be an HTTP path that starts with "/"; got "healthz"'],
  [{ path: "/", port: 0 }, "failover.probe.port: must be a whole number from 1 to 65535; got 0"],
  [
    { path: "/", expectedStatus: 600 },
    "failover.probe.expectedStatus: must be a whole number from 100 to 599; got 600",
  ],
  [
    { path: "/", periodSeconds: 2, timeoutSeconds: 3 },
    "failover.probe.timeoutSeconds: must be a whole number from 1 to 2; got 3",
  ],
  [{ path: "/", rounds: 4, failures: 5 }, "failover.probe.failures: must be a whole number from 1 to 4; got 5"],
  [{ path: "/", rounds: 2, successes: 3 }, "failover.probe.successes: must be a whole number from 1 to 2; got 3"],
  [{ scheme: "TCP", path: "/" }, "failover.probe.path: must be left out with the scheme TCP, which asks nothing"],
  [
    { scheme: "gRPC", path: "/" } as unknown as EndpointProbeArgs,
    'failover.probe.scheme: must be one of "HTTP", "HTTPS", "TCP"; got "gRPC"',
  ],
];

function refusal(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof ArgumentError) return error.message;
    throw error;
  }
  return "not refused";
}

describe("when a service fails over", () => {
  test("is known without an argument", () => {
    assert.deepEqual(failoverSpec({}), {
      windowSeconds: 30,
      holdDownSeconds: 300,
      rate: 20,
      breaker: 6,
      coldStartSeconds: 120,
      mayExceedMax: true,
    });
  });

  for (const [args, line] of REFUSALS) {
    test(`is refused with ${JSON.stringify(args)}`, () => {
      const [first = ""] = refusal(() => failoverSpec(args)).split("\n");
      assert.equal(first, line);
    });
  }

  test("names every mistake at once", () => {
    assert.equal(refusal(() => failoverSpec({ rate: 0, breaker: 0 })).split("\n").length, 2);
  });

  test("has no hold-down shorter than its window, also where only the window is given", () => {
    assert.equal(failoverSpec({ windowSeconds: 600 }).holdDownSeconds, 600);
  });
});

describe("what the replicas of a tier are asked", () => {
  test("is known from its path and the service's port", () => {
    const { probe } = failoverSpec({ probe: { path: "/healthz" } }, 8080);
    assert.deepEqual(probe, {
      scheme: "HTTP",
      path: "/healthz",
      port: 8080,
      periodSeconds: 5,
      timeoutSeconds: 2,
      rounds: 5,
      failures: 3,
      successes: 3,
    });
    assert.ok(probe);
    assert.equal(endpointProbeWords(probe), "GET :8080/healthz");
  });

  test("is a connection by TCP", () => {
    const { probe } = failoverSpec({ probe: { scheme: "TCP", port: 6379 } });
    assert.ok(probe);
    assert.equal(endpointProbeWords(probe), "TCP :6379");
  });

  test("is over before it is asked again, also with a short period", () => {
    assert.equal(failoverSpec({ probe: { path: "/", periodSeconds: 1 } }, 80).probe?.timeoutSeconds, 1);
  });

  for (const [probe, line] of PROBE_REFUSALS) {
    test(`is refused with ${JSON.stringify(probe)}`, () => {
      const lines = refusal(() => failoverSpec({ probe }, 80)).split("\n");
      assert.ok(lines.includes(line), lines.join("\n"));
    });
  }

  test("needs a port of its own where the service has none", () => {
    assert.equal(
      refusal(() => failoverSpec({ probe: { path: "/" } })),
      "failover.probe.port: is required and must be a whole number from 1 to 65535",
    );
  });
});

describe("a service that fails over", () => {
  const args: FailoverTargetArgs = {
    service: "web",
    namespace: "default",
    placement: { replicas: 12, vmReplicas: 8 },
    failover: {},
  };

  test("is made of plain data, which survives JSON", () => {
    const copied = JSON.parse(JSON.stringify(args)) as FailoverTargetArgs;
    assert.deepEqual(failoverTarget(copied), failoverTarget(args));
    assert.equal(failoverTarget(args).placement.tiers.at(1)?.max, Infinity);
  });

  test("collects the mistakes of all its parts", () => {
    const message = refusal(() =>
      failoverTarget({ ...args, service: "Web", placement: { replicas: -1 }, failover: { rate: 0 } }),
    );
    assert.deepEqual(
      message.split("\n").map((line) => line.split(":")[0]),
      ["name", "replicas", "failover.rate"],
    );
  });

  test("keeps no more ready than are wanted", () => {
    assert.equal(
      refusal(() => failoverTarget({ ...args, failover: { floor: 13 } })),
      "failover.floor: must be 12 or less, which is replicas; got 13",
    );
  });

  test("has somewhere to fail over to", () => {
    assert.equal(
      refusal(() => failoverTarget({ ...args, placement: { replicas: 1, tiers: [{ kind: "vm" }] } })),
      "tiers: must be two or more with failover: one has nowhere to fail over to",
    );
  });

  test("has it among the tiers that can run its pods", () => {
    const placement = { replicas: 12, vmOnlyReason: "ACI mounts no PersistentVolumeClaim" };
    assert.equal(
      refusal(() => failoverTarget({ ...args, placement })),
      "tiers: must be two or more that can run its pods with failover: " +
        "virtual-node can run none of its pods, because ACI mounts no PersistentVolumeClaim",
    );
    const tiers = [{ kind: "spot" }, { kind: "vm" }, { kind: "virtualNode" }] as const;
    assert.ok(failoverTarget({ ...args, placement: { ...placement, tiers } }));
  });

  test("says the bounds of every tier that is autoscaled", () => {
    const autoscale = { engine: "hpa", bounds: { vm: { min: 2, max: 8 } } } as const;
    assert.equal(
      refusal(() => failoverTarget({ ...args, autoscale })),
      "autoscale.bounds.virtual-node.min: is required and must be a whole number, 0 or more\n" +
        "autoscale.bounds.virtual-node.max: is required and must be a whole number, 0 or more",
    );
  });
});
