import * as pulumi from "@pulumi/pulumi";
import { ElasticService } from "pulumi-aks-elastic";

const config = new pulumi.Config();

const web = new ElasticService("web", {
  // All that a service needs to know of a cluster. A cluster with the newer virtual nodes also says so:
  // `virtualNodeGeneration: VirtualNodeGeneration.v2`.
  cluster: { kubeconfig: config.requireSecret("kubeconfig") },
  image: "mcr.microsoft.com/azuredocs/aci-helloworld",
  port: 80,
  resources: { cpu: "500m", memory: "512Mi" },
  replicas: config.requireNumber("replicas"),
  vmReplicas: 2,
});

export const url = web.url;
export const placement = web.placement;
