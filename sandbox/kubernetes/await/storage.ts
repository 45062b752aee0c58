import type { Properties } from "../../rpc/provider";
import { objectAt, sameValue, textAt } from "../fields";
import { notReady, ready, type Observed, type ReadinessRule } from "./verdict";

// The rules of this file are those of pulumi-kubernetes pkg/await/awaiters.go.

export const persistentVolumeRule: ReadinessRule = {
  timeoutSeconds: 300,
  judge: ({ live }) =>
    ["Available", "Bound"].includes(phase(live)) ? ready : notReady(`PersistentVolume is ${phase(live) || "pending"}`),
};

/** A claim whose storage class waits for a first consumer is as ready as it gets while it is pending. */
export const persistentVolumeClaimRule: ReadinessRule = {
  timeoutSeconds: 300,
  related: () => ({ storageClasses: { path: "/apis/storage.k8s.io/v1/storageclasses" } }),
  judge: (observed) => {
    const { live } = observed;
    const isBound = phase(live) === "Bound";
    const isLeftPending = phase(live) === "Pending" && waitsForFirstConsumer(observed);
    return isBound || isLeftPending ? ready : notReady(`PersistentVolumeClaim is ${phase(live) || "pending"}`);
  },
};

function waitsForFirstConsumer({ live, related }: Observed): boolean {
  const name = textAt(live, "spec", "storageClassName");
  const storageClass = related["storageClasses"]?.find((candidate) => textAt(candidate, "metadata", "name") === name);
  return textAt(storageClass, "volumeBindingMode") === "WaitForFirstConsumer";
}

export const resourceQuotaRule: ReadinessRule = {
  timeoutSeconds: 60,
  judge: ({ live }) =>
    sameValue(objectAt(live, "spec", "hard"), objectAt(live, "status", "hard"))
      ? ready
      : notReady("Waiting for the quota to be counted"),
};

/** The token of a service account is made by a controller; all other secrets are complete as they are. */
export const secretRule: ReadinessRule = {
  timeoutSeconds: 5,
  judge: ({ live }) => {
    const isToken = textAt(live, "type") === "kubernetes.io/service-account-token";
    const hasToken = Object.keys(objectAt(live, "data")).length > 0;
    return !isToken || hasToken ? ready : notReady("Waiting for the token of the service account");
  },
};

function phase(live: Properties): string {
  return textAt(live, "status", "phase") ?? "";
}
