import * as pulumi from "@pulumi/pulumi";
import { ElasticService, type ElasticServiceArgs } from "pulumi-aks-elastic";

const config = new pulumi.Config();
const args = config.requireObject<Partial<ElasticServiceArgs>>("args");

const web = new ElasticService("web", {
  cluster: { kubeconfig: config.requireSecret("kubeconfig") },
  image: "registry/web:1",
  port: 8080,
  resources: { cpu: "250m", memory: "256Mi" },
  replicas: 6,
  ...(args.tiers ? {} : { vmReplicas: 4 }),
  upgrade: { strategy: "rolling" },
  ...args,
});

export const placement = web.placement;
