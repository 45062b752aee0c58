import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { Provider } from "@pulumi/kubernetes/provider";
import { ComponentResource, Config, output } from "@pulumi/pulumi";
import type { AutoscaleArgs } from "../../../components/autoscale/args";
import { autoscalers } from "../../../components/autoscale/autoscalers";
import type { Tier } from "../../../sdk/placement/tier";
import { AutoscaleEngine } from "../../../sdk/scaling/autoscale-spec";
import { planScaling } from "../../../sdk/scaling/plan-scaling";
import { scalingSpec } from "../../../sdk/scaling/scaling-spec";

const config = new Config();
const provider = new Provider("cluster", { kubeconfig: config.requireSecret("kubeconfig") });
const max = config.requireNumber("max");
const args: AutoscaleArgs = config.getBoolean("keda")
  ? {
      max,
      engine: AutoscaleEngine.keda,
      serviceBusQueue: { namespace: "orders", queueName: "new", messagesPerReplica: 5 },
    }
  : { max, cpuPercent: 60 };
const tiers: readonly Tier[] = [
  { name: "vm", kind: "vm" },
  { name: "virtual-node", kind: "virtualNode" },
];

const service = new ComponentResource("test:index:Service", "web");
const scaling = scalingSpec({ placement: { replicas: 1, vmReplicas: 8 }, autoscale: args as { max: number } });
const labels = { app: "web" };
const deployments = Object.fromEntries(
  tiers.map(({ name }) => [
    name,
    new Deployment(
      `web-${name}`,
      {
        metadata: { name: `web-${name}` },
        spec: {
          replicas: 0,
          selector: { matchLabels: { ...labels, tier: name } },
          template: {
            metadata: { labels: { ...labels, tier: name } },
            spec: { containers: [{ name: "web", image: "nginx", resources: { requests: { cpu: "100m" } } }] },
          },
        },
      },
      { parent: service, provider },
    ),
  ]),
);

autoscalers(service, "web", {
  args,
  namespace: output("default"),
  spec: output(scaling.autoscale),
  plan: output(planScaling(scaling)),
  tiers,
  deployments,
  after: [],
  connection: { provider, dependsOn: [] },
});
