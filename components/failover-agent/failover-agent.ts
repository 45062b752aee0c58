import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import type * as pulumi from "@pulumi/pulumi";
import { agentName } from "../../sdk/failover/agent-names";
import { AGENT_SCRIPT_KEY, agentDeploymentSpec, agentDisruptionBudgetSpec } from "../../sdk/failover/agent-pods";
import { inCluster } from "../cluster-ref";
import type { FailoverAgentParts } from "./parts";
import { agentAccount, metadataOf } from "./rights";
import { agentScript } from "./script";

/**
 * What looks after a service between two runs of `pulumi up`. Without pods it has its account and its script all the same:
 * their number may not be known yet.
 */
export function failoverAgent(parent: pulumi.Resource, parts: FailoverAgentParts): void {
  const { name, spec, connection } = parts;
  const options = { parent, ...inCluster(connection) };
  const metadata = metadataOf(parts);
  const account = agentAccount(parent, parts);
  const script = scriptConfigMap(parent, parts);
  new PodDisruptionBudget(
    `${name}-failover-agent-disruption`,
    { metadata, spec: agentDisruptionBudgetSpec(name) },
    options,
  );
  new Deployment(
    `${name}-failover-agent`,
    {
      metadata,
      spec: script.metadata.name.apply((called) =>
        spec.apply((known) => agentDeploymentSpec({ service: name, spec: known, script: called })),
      ),
    },
    { ...options, dependsOn: [...account] },
  );
}

/**
 * The script, in a ConfigMap of its own for each version: the pods are made anew with its name, while those of the last
 * version can still start.
 */
function scriptConfigMap(parent: pulumi.Resource, parts: FailoverAgentParts): ConfigMap {
  const { name, connection } = parts;
  const { text, hash } = agentScript();
  return new ConfigMap(
    `${name}-failover-agent-script`,
    {
      metadata: { ...metadataOf(parts), name: `${agentName(name)}-${hash}` },
      immutable: true,
      data: { [AGENT_SCRIPT_KEY]: text },
    },
    { parent, ...inCluster(connection) },
  );
}
