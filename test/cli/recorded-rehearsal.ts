import type { Recording, Sample } from "../../cli/rehearse/recording";

/** Replicas told and ready, on VMs and on the virtual node. */
type Numbers = readonly [vmTold: number, vmReady: number, nodeTold: number, nodeReady: number];

export function at(seconds: number, numbers: Numbers, rest: Partial<Sample> = {}): Sample {
  const [vmTold, vmReady, nodeTold, nodeReady] = numbers;
  return {
    seconds,
    tiers: { vm: { replicas: vmTold, ready: vmReady }, "virtual-node": { replicas: nodeTold, ready: nodeReady } },
    isNoticed: false,
    isGivenUp: false,
    ...rest,
  };
}

/** VMs that are lost for half a minute, as a sandbox showed it. */
export const RECORDED: Recording = {
  fault: "vm-loss",
  faultWords: "the heartbeats of the VMs of the pool user stop",
  service: "web",
  namespace: "shop",
  tiers: [
    { name: "vm", kind: "vm" },
    { name: "virtual-node", kind: "virtualNode" },
  ],
  broken: "vm",
  home: { vm: 4, "virtual-node": 2 },
  isAutoscaled: false,
  wanted: 6,
  floor: 6,
  windowSeconds: 5,
  rate: 20,
  breaker: 6,
  movesBefore: 0,
  slackSeconds: 5,
  samples: [
    at(-2, [4, 4, 2, 2]),
    at(0.01, [4, 0, 2, 2]),
    at(22.3, [4, 0, 2, 2], { isNoticed: true }),
    at(22.4, [4, 0, 6, 2], { isNoticed: true }),
    at(27.1, [4, 0, 6, 6], { isNoticed: true }),
    at(27.4, [0, 0, 6, 6], { isNoticed: true }),
    at(32, [0, 0, 6, 6]),
    at(42.5, [4, 0, 6, 6]),
    at(43.5, [4, 4, 6, 6]),
    at(47.7, [4, 4, 2, 2]),
  ],
  marks: [
    { seconds: 0, what: "fault" },
    { seconds: 27.5, what: "healed" },
    { seconds: 47.8, what: "home" },
  ],
  starts: [
    { seen: 22.5, ready: 26.9 },
    { seen: 22.5, ready: 27.1 },
  ],
};
