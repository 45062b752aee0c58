import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { Service } from "@pulumi/kubernetes/core/v1";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { CanaryRelease } from "../../../components/dynamic/canary-release";
import type { TierNodes } from "../../../sdk/placement/node-selection";
import { placementSpec } from "../../../sdk/placement/placement-spec";
import { type Tier, TierKind } from "../../../sdk/placement/tier";
import { deploymentAnnotations, deploymentManifest } from "../../../sdk/pods/deployment";
import { podSpec } from "../../../sdk/pods/pod-spec";
import { podTemplateManifest } from "../../../sdk/pods/pod-template";
import { serviceManifest, serviceSpec } from "../../../sdk/pods/service";
import { canaryNodes } from "../../../sdk/upgrade/canary-deployment";
import { planRollout } from "../../../sdk/upgrade/rollout-plan";
import { rolloutOrder, rolloutSpec } from "../../../sdk/upgrade/rollout-spec";
import { templateHash } from "../../../sdk/upgrade/template-hash";
import { upgradeSpec } from "../../../sdk/upgrade/upgrade-spec";
import { canaryStep, tierStep } from "../../../sdk/upgrade/upgrade-steps";
import { virtualNodeSelectorSpec } from "../../../sdk/virtual-node/virtual-node-selector";

const SERVICE = "web";
const POD = {
  port: 8080,
  resources: { cpu: "100m", memory: "128Mi" },
  probe: { path: "/healthz" },
};

const config = new pulumi.Config();
const kubeconfig = config.requireSecret("kubeconfig");
// Of somebody who may do no more than a canary needs.
const upgrader = config.requireSecret("upgrader");
const image = config.require("image");

const timeoutMinutes = config.getNumber("timeoutMinutes") ?? 10;
const upgrade = upgradeSpec({ verifySeconds: config.requireNumber("verifySeconds"), timeoutMinutes });
const placement = { replicas: config.requireNumber("replicas"), vmReplicas: 3, resources: POD.resources };
const spec = rolloutSpec(placementSpec(placement), upgrade);
const plan = planRollout(spec);

const nodesOf = ({ name, kind }: Tier): TierNodes =>
  kind === TierKind.virtualNode ? { name, kind, virtualNodes: virtualNodeSelectorSpec({}) } : { name, kind };
const template = (nodes: TierNodes) =>
  config.requireSecret("password").apply((password) => {
    const pod = podSpec({ ...POD, image, env: { DATABASE_PASSWORD: password } });
    return podTemplateManifest(SERVICE, nodes, { pod });
  });

const tiers = rolloutOrder(spec.tiers);
const [burst] = tiers;
if (burst === undefined) throw new Error("There is a tier or more.");
const tried = template(canaryNodes(nodesOf(burst)));
const { probe } = podSpec({ ...POD, image });
const canary = new CanaryRelease(`${SERVICE}-canary`, {
  kubeconfig: upgrader,
  namespace: "default",
  service: SERVICE,
  template: tried,
  templateHash: tried.apply(templateHash),
  ...upgrade,
  probe,
  steps: [canaryStep(spec, { image, probe }), ...tiers.map(({ name }) => tierStep(name, spec, plan))],
});

const provider = new Provider("kubernetes", { kubeconfig });
const { spec: service } = serviceManifest(SERVICE, serviceSpec({ listens: true, tiers: spec.tiers }));
new Service(SERVICE, { metadata: { name: SERVICE, namespace: "default" }, spec: service }, { provider });
for (const tier of tiers) {
  const content = {
    namespace: "default",
    replicas: tier.replicas,
    annotations: deploymentAnnotations(tier.replicas),
    strategy: plan.strategies[tier.name],
    template: template(nodesOf(tier)),
  };
  const manifest = deploymentManifest(SERVICE, tier.name, content);
  new Deployment(manifest.metadata.name, manifest, { provider, dependsOn: [canary] });
}

export const findings = canary.findings;
