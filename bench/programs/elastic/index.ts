import * as pulumi from "@pulumi/pulumi";
import { ElasticService, type UpgradeStrategy } from "pulumi-aks-elastic";

const config = new pulumi.Config();

const web = new ElasticService("web", {
  cluster: { kubeconfig: config.requireSecret("kubeconfig") },
  image: "mcr.microsoft.com/azuredocs/aci-helloworld",
  port: 80,
  resources: { cpu: "500m", memory: "512Mi" },
  replicas: 12,
  vmReplicas: 8,
  upgrade: { strategy: config.require<UpgradeStrategy>("strategy") },
});

export const url = web.url;
