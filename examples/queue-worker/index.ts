import * as pulumi from "@pulumi/pulumi";
import { AutoscaleEngine, ElasticService } from "pulumi-aks-elastic";

const config = new pulumi.Config();
const namespace = config.require("serviceBusNamespace");
const queueName = config.require("queueName");

const worker = new ElasticService("worker", {
  // Or a `VirtualNodeCluster` of the same program, with `keda: true`.
  cluster: { kubeconfig: config.requireSecret("kubeconfig") },
  // Without a `port` there is no Service, and nothing to reach.
  image: config.require("image"),
  resources: { cpu: "500m", memory: "512Mi" },
  env: { QUEUE_NAME: queueName },
  // Not by workload identity: its token does not reach a container on a virtual node of v1.
  secrets: { SERVICE_BUS_CONNECTION_STRING: config.requireSecret("connectionString") },
  replicas: 0,
  vmReplicas: config.requireNumber("vmReplicas"),
  autoscale: {
    max: config.requireNumber("max"),
    engine: AutoscaleEngine.keda,
    serviceBusQueue: {
      namespace,
      queueName,
      messagesPerReplica: config.requireNumber("messagesPerReplica"),
      workloadIdentity: { clientId: config.require("kedaClientId") },
    },
  },
});

export const scaling = worker.scaling;
