import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { V1Node } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { COLD_START, type Fault, FaultedService, HOME, WANTED } from "./faulted-service";
import { assertInvariants, assertLeftOnce } from "./invariants";

const RATE = 4;
/** A node is silent after 25 s without a heartbeat. */
const SILENT = 25;

const isInZone = ({ metadata }: V1Node) => metadata?.labels?.["topology.kubernetes.io/zone"] === "westeurope-1";
const isUser = ({ metadata }: V1Node) => metadata?.labels?.["agentpool"] === "user";
const isVirtual = ({ metadata }: V1Node) => metadata?.labels?.["type"] === "virtual-kubelet";
const ON_VMS = { tier: "vm", takesPods: false } as const;
/** ACI lets be what runs. */
const ON_ACI = { tier: "virtual-node", takesPods: true } as const;

/** What the table says of each fault. */
const FAULTS: Readonly<Record<string, Fault>> = {
  "VMs that are deleted with their nodes": { ...ON_VMS, words: ["vm-deletion", "--pool", "user"] },
  "VMs that have no room for pods": {
    ...ON_VMS,
    words: ["cordon", "--pool", "user"],
    isOn: ({ nodes }) => nodes.filter(isUser).every(({ spec }) => spec?.unschedulable === true),
    takesPods: true,
  },
  "a zone that is lost, as far as it goes": {
    ...ON_VMS,
    words: ["vm-loss", "--pool", "user", "--zone", "1"],
    breaks: (node) => isInZone(node) && isUser(node),
    noticed: SILENT,
    stay: ({ watch }) => {
      const lost = new Set(watch.nodes.filter(isInZone).map(({ metadata }) => metadata?.name));
      const pods = watch.pods.filter(({ spec }) => lost.has(spec?.nodeName));
      assert.ok(pods.length > 0 && pods.length < HOME[0], "the zone has none of the pods, or all");
      return HOME[0] - pods.length;
    },
  },
  "an ACI that refuses one pod": { ...ON_ACI, words: ["refuse", "1/1000"], stay: () => 3 },
  "an ACI that refuses half of the pods": { ...ON_ACI, words: ["refuse", "1/2"], stay: () => 2 },
  "an ACI that refuses all pods": { ...ON_ACI, words: ["refuse", "1/1"] },
  "an ACI whose quota is used up": { ...ON_ACI, words: ["quota", "--groups", "2"], stay: () => 2 },
  "an ACI that throttles": { ...ON_ACI, words: ["throttle", "0"] },
  "an ACI that takes too long to start": { ...ON_ACI, words: ["slow-start", "600"], noticed: COLD_START },
  "a virtual node whose connector is dead": {
    ...ON_ACI,
    words: ["connector-dead"],
    takesPods: false,
    breaks: isVirtual,
    noticed: SILENT,
  },
};

describe("a service whose agents run in its cluster, at home again after every fault", { concurrency: false }, () => {
  let service: FaultedService;

  before(async () => {
    service = await FaultedService.up("faults", RATE);
  });
  after(() => service.down());

  for (const [title, fault] of Object.entries(FAULTS)) {
    test(`leaves ${title}, and comes home without one replica too few`, async (context) => {
      const drill = await service.drill(fault);
      context.diagnostic(`ready again after ${drill.seconds.toFixed(1)} s of ${drill.limit}`);
      assertInvariants(drill, { wanted: WANTED, rate: RATE });
      assertLeftOnce(drill, fault.tier);
    });
  }
});
