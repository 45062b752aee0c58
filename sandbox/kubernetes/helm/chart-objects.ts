import type { Properties } from "../../rpc/provider";
import { chartNames } from "./chart-names";
import { containerOf, podSpec } from "./chart-pods";
import type { ChartValues } from "./chart-values";
import { processAnnotation } from "../../nodes/kwok-stages";
import { knownChart } from "./chart";
import { nodesStayReady } from "./nodes-stay-ready";

/** Which release of the chart. */
export interface ChartRelease {
  readonly name: string;
  readonly namespace: string;
  readonly version: string;
}

/**
 * The objects of a release, in the order in which Helm installs them: those that take room on VMs, that run as somebody,
 * or that users look for. Left out is what only the real processes need: their other containers (which request nothing),
 * Service, Secret and custom resources.
 *
 * @see https://github.com/microsoft/virtualnodesOnAzureContainerInstances/tree/main/Helm/virtualnode/templates
 */
export function chartObjects(release: ChartRelease, values: ChartValues): readonly Properties[] {
  const chart = new Chart(release, values);
  return [
    ...chart.namespaces(),
    ...chart.disruptionBudgets(),
    ...chart.accounts(),
    chart.admissionController(),
    chart.statefulSet(),
    ...(values.admissionControllerReplicaCount > 0 ? nodesStayReady : []),
  ];
}

/** The StatefulSet's name, and all but the number of its pods' and nodes' names. */
export function fullName(release: string, { nameOverride, fullnameOverride }: ChartValues): string {
  const name = nameOverride || knownChart.name;
  const full = fullnameOverride || (release.includes(name) ? release : `${release}-${name}`);
  return full.slice(0, 63).replace(/-$/, "");
}

const admissionController = "virtual-node-admission-controller";

class Chart {
  private readonly namespace: string;
  private readonly selector: Properties;
  private readonly admissionSelector: Properties;
  private readonly labels: Properties;

  constructor(
    private readonly release: ChartRelease,
    private readonly values: ChartValues,
  ) {
    this.namespace = release.namespace === "default" ? values.namespace : release.namespace;
    const instance = { "app.kubernetes.io/instance": release.name };
    this.selector = { "app.kubernetes.io/name": values.nameOverride || knownChart.name, ...instance };
    this.admissionSelector = { "app.kubernetes.io/name": "admissioncontroller", ...instance };
    this.labels = {
      "helm.sh/chart": `${knownChart.name}-${release.version}`.replace("+", "_"),
      ...this.selector,
      "app.kubernetes.io/version": release.version,
      "app.kubernetes.io/managed-by": "Helm",
    };
  }

  namespaces(): readonly Properties[] {
    if (this.release.namespace !== "default") return [];
    return [{ apiVersion: "v1", kind: "Namespace", metadata: { name: this.namespace } }];
  }

  disruptionBudgets(): readonly Properties[] {
    const { podDisruptionBudget, admissionControllerPodDisruptionBudget } = this.values;
    const budget = (name: string, matchLabels: Properties, spec: Properties): readonly Properties[] => {
      if (Object.keys(spec).length === 0) return [];
      const metadata = this.metadata(name, this.labels);
      return [
        {
          apiVersion: "policy/v1",
          kind: "PodDisruptionBudget",
          metadata,
          spec: { selector: { matchLabels }, ...spec },
        },
      ];
    };
    return [
      ...budget("virtual-node-pdb", this.selector, podDisruptionBudget),
      ...budget(`${admissionController}-pdb`, this.admissionSelector, admissionControllerPodDisruptionBudget),
    ];
  }

  accounts(): readonly Properties[] {
    const { isRbacInstalled, serviceAccountName, clusterRole } = this.values;
    if (!isRbacInstalled) return [];
    const name = `${fullName(this.release.name, this.values)}-${serviceAccountName}`;
    const apiGroup = "rbac.authorization.k8s.io";
    return [
      { apiVersion: "v1", kind: "ServiceAccount", metadata: this.metadata(serviceAccountName, this.labels) },
      {
        apiVersion: `${apiGroup}/v1`,
        kind: "ClusterRoleBinding",
        metadata: { name, labels: this.labels },
        subjects: [{ kind: "ServiceAccount", name: serviceAccountName, namespace: this.namespace }],
        roleRef: { apiGroup, kind: "ClusterRole", name: clusterRole },
      },
    ];
  }

  admissionController(): Properties {
    const { admissionControllerReplicaCount, admissionControllerPriorityClassName } = this.values;
    const container = containerOf("admissioncontroller", { cpu: "100m", memory: "512Mi" });
    return {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: this.metadata(admissionController, {}),
      spec: {
        replicas: admissionControllerReplicaCount,
        selector: { matchLabels: this.admissionSelector },
        template: {
          metadata: { labels: this.admissionSelector },
          spec: {
            ...podSpec(this.values, this.admissionSelector, admissionControllerPriorityClassName),
            containers: [container],
          },
        },
      },
    };
  }

  /** Two of its six containers request anything: 2.8 cores and 9 GB together. */
  statefulSet(): Properties {
    const { replicaCount, infraPodMinReadySeconds, podAnnotations, priorityClassName } = this.values;
    const metadata = {
      annotations: {
        "kubernetes.azure.com/no-http-proxy-vars": "true",
        ...podAnnotations,
        // Not the chart's: the pod's process runs on this machine and says itself whether it is ready.
        [processAnnotation]: "virtual-node",
      },
      labels: { ...this.selector, [chartNames.infrastructureLabel]: "true" },
    };
    return {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: this.metadata(fullName(this.release.name, this.values), this.labels),
      spec: {
        replicas: replicaCount,
        podManagementPolicy: "Parallel",
        ...(infraPodMinReadySeconds > 0 ? { minReadySeconds: infraPodMinReadySeconds } : {}),
        selector: { matchLabels: this.selector },
        template: {
          metadata,
          spec: {
            ...podSpec(this.values, this.selector, priorityClassName),
            initContainers: [containerOf("init-config", { cpu: "500m", memory: "512Mi" })],
            containers: [
              containerOf("kubelet", { cpu: "1", memory: "3G" }, this.variables("nodeLabels")),
              containerOf(
                "proxycri",
                { cpu: "1800m", memory: "6G" },
                this.variables("aciSubnetName", "aciResourceGroupName", "zones", "customTags"),
              ),
            ],
          },
        },
      },
    };
  }

  private variables(...names: readonly (keyof typeof chartNames.variables)[]): readonly Properties[] {
    return names.map((name) => ({ name: chartNames.variables[name], value: this.values[name] }));
  }

  private metadata(name: string, labels: Properties): Properties {
    return { name, namespace: this.namespace, ...(Object.keys(labels).length === 0 ? {} : { labels }) };
  }
}
