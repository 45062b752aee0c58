import * as pulumi from "@pulumi/pulumi";
import { ElasticService } from "pulumi-aks-elastic";

const config = new pulumi.Config();

const api = new ElasticService("api", {
  // Or a `VirtualNodeCluster` of the same program.
  cluster: { kubeconfig: config.requireSecret("kubeconfig") },
  image: config.require("image"),
  port: 8080,
  resources: { cpu: "250m", memory: "256Mi" },
  replicas: 5,
  vmReplicas: 3,
  probe: { path: "/healthz" },
  upgrade: {
    verifySeconds: config.requireNumber("verifySeconds"),
    timeoutMinutes: config.requireNumber("timeoutMinutes"),
  },
});

export const url = api.url;
export const placement = api.placement;
