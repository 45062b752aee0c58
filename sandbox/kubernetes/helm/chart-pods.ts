import type { Properties } from "../../rpc/provider";
import { objectAt, withAt } from "../fields";
import type { ChartValues } from "./chart-values";

/** What the pods of the virtual nodes and of the admission controller have in common. */
export function podSpec(values: ChartValues, matchLabels: Properties, priorityClassName: string): Properties {
  const { isRbacInstalled, serviceAccountName, nodeSelector, tolerations, affinity } = values;
  return {
    terminationGracePeriodSeconds: 0,
    ...(isRbacInstalled ? { serviceAccountName } : {}),
    ...(priorityClassName === "" ? {} : { priorityClassName }),
    nodeSelector,
    affinity: onVmsOfAks(affinity),
    ...(tolerations.length === 0 ? {} : { tolerations }),
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels },
      },
    ],
  };
}

/** The release's affinity with the chart's own over it: VMs of AKS with Linux, and no virtual node of either generation. */
function onVmsOfAks(affinity: Properties): Properties {
  const matchExpressions = [
    { key: "type", operator: "NotIn", values: ["virtual-kubelet"] },
    { key: "kubernetes.io/os", operator: "In", values: ["linux"] },
    { key: "kubernetes.azure.com/cluster", operator: "Exists" },
  ];
  const required = { nodeSelectorTerms: [{ matchExpressions }] };
  const path = ["nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
  return withAt(affinity, path, { ...objectAt(affinity, ...path), ...required });
}

/** A container that asks for room, of an image that nobody pulls. */
export function containerOf(name: string, requests: Properties, env: readonly Properties[] = []): Properties {
  const image = `mcr.microsoft.com/aci/virtual-node-2-${name}`;
  return { name, image, resources: { requests }, ...(env.length === 0 ? {} : { env }) };
}
