import * as pulumi from "@pulumi/pulumi";
import { ElasticService, UpgradeStrategy } from "pulumi-aks-elastic";

const config = new pulumi.Config();

const service = {
  cluster: { kubeconfig: config.requireSecret("kubeconfig") },
  image: "mcr.microsoft.com/azuredocs/aci-helloworld",
  port: 80,
  resources: { cpu: "250m", memory: "256Mi" },
  replicas: 6,
  vmReplicas: 4,
  upgrade: { strategy: UpgradeStrategy.rolling },
};

for (let number = 1; number <= config.requireNumber("services"); number += 1) {
  new ElasticService(`kept-${number}`, { ...service, failover: { holdDownSeconds: 30, agent: { replicas: 1 } } });
  new ElasticService(`left-${number}`, service);
}
