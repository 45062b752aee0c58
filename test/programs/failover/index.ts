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
  ...(args.tiers === undefined ? { vmReplicas: 3 } : {}),
  upgrade: { strategy: "rolling" },
  ...args,
});

const healthy = healthyBefore("healthy", web, { timeoutMinutes: 0 });
const provider = new Provider("kubernetes", { kubeconfig });
const note = config.get("note") ?? "first";
new ConfigMap(
  "note",
  { metadata: { name: "note", namespace: "default", annotations: { note } } },
  { provider, hooks: { beforeUpdate: [healthy] } },
);
if (config.getBoolean("guarded")) {
  new ConfigMap(
    "guarded",
    { metadata: { name: "guarded", namespace: "default" } },
    { provider, hooks: { beforeDelete: [healthy] } },
  );
}

export const health = web.health;
export const placement = web.failover?.placement;
