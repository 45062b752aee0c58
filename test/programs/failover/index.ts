import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { ElasticService, type ElasticServiceArgs, healthyBefore } from "pulumi-aks-elastic";

const config = new pulumi.Config();
const kubeconfig = config.requireSecret("kubeconfig");
const args = config.requireObject<Partial<ElasticServiceArgs>>("args");

const web = new ElasticService("web", {
  cluster: { kubeconfig },
  image: "registry/web:1",
  port: 8080,
  resources: { cpu: "250m", memory: "256Mi" },
  replicas: 4,
  vmReplicas: 3,
  upgrade: { strategy: "rolling" },
  ...args,
});

const hooks = { beforeUpdate: [healthyBefore("healthy", web, { timeoutMinutes: 0 })] };
const options = { provider: new Provider("kubernetes", { kubeconfig }), hooks };
const note = config.get("note") ?? "first";
new ConfigMap("note", { metadata: { name: "note", namespace: "default", annotations: { note } } }, options);

export const health = web.health;
export const placement = web.failover?.placement;
