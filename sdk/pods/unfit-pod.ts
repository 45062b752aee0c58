/** What becomes of a service whose pods need what only VMs have. */
export const UnfitPod = {
  /** The service is refused, with the reason. */
  refuse: "refuse",
  /** All its replicas run on its VM tiers, with the reason. */
  runOnVms: "runOnVms",
} as const;
export type UnfitPod = (typeof UnfitPod)[keyof typeof UnfitPod];
