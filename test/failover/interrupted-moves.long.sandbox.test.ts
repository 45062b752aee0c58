import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { awaited } from "../waiting";
import { FaultedService, type Meanwhile, WANTED } from "./faulted-service";
import { assertInvariants, assertLeftOnce } from "./invariants";

/** A move takes four steps, so there is a middle. */
const RATE = 1;
/** Another one may take the Lease after 15 s, and tries every 2; a busy machine takes a few more. */
const TAKEOVER = 15 + 7;
const NAMESPACE = "default";

/** What comes between the steps of a move. */
const MEANWHILE: Readonly<Record<string, Meanwhile>> = {
  "the API server restarts": {
    seconds: 30,
    happens: async ({ cluster }) => {
      await cluster.fault("api-server-restart", "2");
    },
  },
  "the agent that acts stands still, and goes on when the other one is done": {
    seconds: TAKEOVER,
    happens: async (service) => {
      const frozen = holder(service);
      await service.cluster.fault("pod-freeze", "--pod", frozen);
      const { position: from } = service.watch;
      await service.watch.until("the other one to take over", TAKEOVER + 30, {
        from,
        is: ({ lease }) => lease.holderIdentity !== frozen,
      });
      await service.watch.until("the other one to finish", 120, { from, is: ({ told }) => String(told) === "8,0" });
      await thaw(service, frozen);
    },
  },
  "somebody runs pulumi up": {
    seconds: 0,
    happens: async ({ stack }) => {
      await stack.run("up", "--yes", "--skip-preview");
    },
  },
  "somebody scales by hand": {
    seconds: 10,
    happens: async ({ apps }) => {
      const scale = { name: "web-vm", namespace: NAMESPACE };
      const body = [{ op: "replace", path: "/spec/replicas", value: 2 }];
      await apps.patchNamespacedDeploymentScale({ ...scale, body });
    },
  },
};

describe("a move that something comes between, by the agents in the cluster", { concurrency: false }, () => {
  let service: FaultedService;

  before(async () => {
    service = await FaultedService.up("interrupted", RATE);
  });
  after(() => service.down());

  for (const [title, meanwhile] of Object.entries(MEANWHILE)) {
    test(`is finished once where ${title}, and so is the one home`, async (context) => {
      const drill = await service.drill({ tier: "virtual-node", words: ["refuse", "1/1"], takesPods: true, meanwhile });
      context.diagnostic(`ready again after ${drill.seconds.toFixed(1)} s of ${drill.limit}`);
      assertInvariants(drill, { wanted: WANTED, rate: RATE });
      assertLeftOnce(drill, "virtual-node");
    });
  }
});

function holder({ watch }: FaultedService): string {
  const name = watch.since(watch.position).at(-1)?.lease.holderIdentity;
  assert.ok(name, "nobody holds the Lease");
  return name;
}

/** Lets an agent go on that believes that it leads, until it has seen that it does not. */
async function thaw({ cluster, watch }: FaultedService, frozen: string): Promise<void> {
  const { position } = watch;
  await cluster.fault("clear", "pod-freeze");
  await awaited(`${frozen} to see that it leads no more`, 60_000, async () => {
    const log = await cluster.core.readNamespacedPodLog({ name: frozen, namespace: NAMESPACE });
    return log.includes("leads no more") ? true : undefined;
  });
  for (const { told, lease } of watch.since(position)) {
    assert.equal(String(told), "8,0", "it moved something");
    assert.notEqual(lease.holderIdentity, frozen, "it took the Lease back");
  }
}
