import * as pulumi from "@pulumi/pulumi";
import { ElasticService, Exposure } from "pulumi-aks-elastic";

const config = new pulumi.Config();

const shop = new ElasticService("shop", {
  // Or a `VirtualNodeCluster` of the same program.
  cluster: { kubeconfig: config.requireSecret("kubeconfig") },
  image: config.require("image"),
  port: 80,
  resources: { cpu: "250m", memory: "256Mi" },
  replicas: config.requireNumber("replicas"),
  vmReplicas: config.requireNumber("vmReplicas"),
  autoscale: { max: config.requireNumber("max"), cpuPercent: config.requireNumber("cpuPercent") },
  probe: { path: "/" },
  maxUnavailable: "20%",
  exposure: Exposure.internalLoadBalancer,
});

export const url = shop.url;
export const scaling = shop.scaling;
