import { ElasticService } from "../../index";

/** What a user may write wrong, and the lines that `pulumi up` prints below the component's. */
export type Mistake = readonly [construct: () => unknown, ...lines: string[]];

export const service = (more: object, name = "web") => {
  const resources = { cpu: "500m", memory: "512Mi" };
  const args = { cluster: { kubeconfig: "" }, image: "web:1", port: 80, resources, replicas: 1, ...more };
  return () => new ElasticService(name, args);
};

/** Of a service. */
export const SERVICE_MISTAKES: readonly Mistake[] = [
  [service({ replicas: -1 }), "replicas: must be a whole number from 0 to 100000; got -1"],
  [service({ replicas: 1.5 }), "replicas: must be a whole number from 0 to 100000; got 1.5"],
  [service({ replicas: "three" }), 'replicas: must be a whole number from 0 to 100000; got "three"'],
  [service({ replicas: undefined }), "replicas: is required and must be a whole number from 0 to 100000"],
  [service({ vmReplicas: -1 }), "vmReplicas: must be a whole number, 0 or more; got -1"],
  [service({ virtualNodeReplicas: -2 }), "virtualNodeReplicas: must be a whole number from 0 to 100; got -2"],
  [service({ image: "" }), 'image: must be the name of a container image; got ""'],
  [service({ port: 0 }), "port: must be a whole number from 1 to 65535; got 0"],
  [service({ servicePort: 65536 }), "servicePort: must be a whole number from 1 to 65535; got 65536"],
  [
    service({ resources: undefined }),
    "resources.cpu: is required and must be a Kubernetes quantity above 0, such as 500m",
    "resources.memory: is required and must be a Kubernetes quantity above 0, such as 512Mi",
  ],
  [
    service({ resources: { cpu: "0", memory: "512MB" } }),
    'resources.cpu: must be a Kubernetes quantity above 0, such as 500m; got "0"',
    'resources.memory: must be a Kubernetes quantity above 0, such as 512Mi; got "512MB"',
  ],
  [service({ probe: { path: "ready" } }), 'probe.path: must be an HTTP path that starts with "/"; got "ready"'],
  [
    service({ liveness: { path: "/", periodSeconds: 0 } }),
    "liveness.periodSeconds: must be a whole number from 1 to 3600; got 0",
  ],
  [
    service({ port: undefined, exposure: "PublicLoadBalancer", ingress: { host: "shop.example.com" } }),
    "exposure: must be left out where port is: there is nothing to reach",
    "ingress: must be left out where port is: there is nothing to reach",
  ],
  [
    service({ port: undefined, probe: { path: "/" } }),
    "probe.port: is required and must be a whole number from 1 to 65535",
  ],
  [
    service({ ingress: { host: "Shop" } }),
    'ingress.host: must be a host name in lower case, such as shop.example.com; got "Shop"',
  ],
  [
    service({ externalTrafficPolicy: "Local" }),
    'externalTrafficPolicy: must be "Cluster" where a tier runs on virtual nodes: they are behind no load balancer ' +
      "(https://github.com/Azure/AKS/issues/1956), and with the policy Local the VMs drop what is for them",
  ],
  [
    service({ maxUnavailable: "none" }),
    'maxUnavailable: must be a number such as 1, or a percentage such as 10%, above 0; got "none"',
  ],
  [service({ failover: { rate: 0 } }), "failover.rate: must be a whole number from 1 to 1000; got 0"],
  [
    service({ failover: { windowSeconds: 60, holdDownSeconds: 30, probe: {} } }),
    "failover.holdDownSeconds: must be a whole number from 60 to 86400; got 30",
    'failover.probe.path: is required and must be an HTTP path that starts with "/"',
  ],
  [
    service({ port: undefined, failover: { probe: { scheme: "TCP" } } }),
    "failover.probe.port: is required and must be a whole number from 1 to 65535",
  ],
  [service({ failover: { floor: 2 } }), "failover.floor: must be 1 or less, which is replicas; got 2"],
  [
    service({ failover: { timeoutMinutes: 0, breaker: 1 } }),
    "failover.breaker: must be a whole number from 2 to 20; got 1",
    "failover.timeoutMinutes: must be a whole number from 1 to 1440; got 0",
  ],
  [
    service({ failover: {}, tiers: [{ kind: "vm" }] }),
    "tiers: must be two or more with failover: one has nowhere to fail over to",
  ],
  [service({ replicas: -1, failover: {} }), "replicas: must be a whole number from 0 to 100000; got -1"],
  [
    service({ failover: {}, autoscale: { max: 0, cpuPercent: 60 } }),
    "autoscale.max: must be a whole number from 1 to 100000; got 0",
  ],
  [service({ spread: "hard" }), 'spread: must be one of "preferred", "required"; got "hard"'],
  [service({ config: { "9": "x" } }), "config.9: must be named by letters, digits, dots, _ and -"],
  [service({ secrets: { KEY: 1 } }), "secrets.KEY: must be text; got a number"],
  [service({ podTemplate: [] }), "podTemplate: must be a PodTemplateSpec, such as { spec: { … } }; got a list"],
  [
    service({ tiers: [{ kind: "vm", nodeSelector: { "a b": "c" }, podTemplate: "x" }] }),
    "tiers[0].podTemplate: must be a PodTemplateSpec, such as { spec: { … } }; got a string",
    "tiers[0].nodeSelector.a b: must be named as a label: a name of up to 63, or prefix/name",
  ],
  [service({ tiers: [{ kind: "gpu" }] }), 'tiers[0].kind: must be one of "vm", "spot", "virtualNode"; got "gpu"'],
  [
    service({ tiers: [{ kind: "vm", name: "A" }] }),
    'tiers[0].name: must be 1 to 20 lower-case letters, digits and hyphens, a letter first; got "A"',
  ],
  [
    service({ exposure: "Public" }),
    'exposure: must be one of "ClusterIP", "InternalLoadBalancer", "PublicLoadBalancer"; got "Public"',
  ],
  [
    service({ imagePullSecrets: ["ok", "Not OK"] }),
    'imagePullSecrets[1]: must be the name of a Secret: lower-case letters, digits, dots and hyphens; got "Not OK"',
  ],
  [service({ env: { PORT: 80 } }), "env.PORT: must be text; got a number"],
  [service({}, "Web"), 'name: must be a DNS label: lower-case letters, digits and hyphens, a letter first; got "Web"'],
  [
    service({ namespace: "a-namespace-with-a-long-name" }, "payments"),
    "name: must have 4 characters or fewer in namespace a-namespace-with-a-long-name, because ACI allows 63 for the " +
      "container group a-namespace-with-a-long-name-payments-virtual-node-xxxxxxxxxx-xxxxx; got 8",
  ],
  [service({}, "a--b"), "name: must not have two hyphens side by side, nor may its namespace"],
  [
    service({ replicas: -1, image: "", port: 0 }),
    "replicas: must be a whole number from 0 to 100000; got -1",
    'image: must be the name of a container image; got ""',
    "port: must be a whole number from 1 to 65535; got 0",
  ],
  [
    service({ upgrade: { strategy: "blue-green" } }),
    'upgrade.strategy: must be one of "canary", "rolling"; got "blue-green"',
  ],
  [
    service({ upgrade: { strategy: "rolling", verifySeconds: 10 } }),
    'upgrade.verifySeconds: must be left out where strategy is "rolling": no canary runs',
  ],
  [
    service({ replicas: 8, autoscale: { max: 4, cpuPercent: 60 } }),
    "autoscale.max: must be 8 or more, which is replicas; got 4",
  ],
  [
    service({ vmReplicas: 4, autoscale: { max: 40, cpuPercent: 80 } }),
    "autoscale.cpuPercent: must be 73 or less with 2 tiers: a tier's target must be 11/9 of the one before or more for it " +
      "to empty first, and the last 90 or less; got 80",
  ],
  [
    service({
      podTemplate: { spec: { containers: [{ name: "web", startupProbe: { exec: { command: ["true"] } } }] } },
    }),
    "podTemplate.spec.containers[0].startupProbe: does not run on the virtual node: a startup probe; the pod stays pending " +
      "with reason ProviderFailed; instead: a readiness or liveness probe with initialDelaySeconds, or adapt: true " +
      "(startup-probe, https://github.com/virtual-kubelet/azure-aci/issues/566)",
  ],
];
