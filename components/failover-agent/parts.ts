import type * as pulumi from "@pulumi/pulumi";
import type { FailoverAgentSpec } from "../../sdk/failover/agent-spec";
import type { FailoverTarget } from "../../sdk/failover/target";
import type { ClusterConnection } from "../cluster-ref";

/** What the agent of a service is made from. */
export interface FailoverAgentParts {
  /** The service's. */
  readonly name: string;
  /** The service's. */
  readonly namespace: pulumi.Output<string>;
  /** Tells which Deployments and autoscalers the agent may change. */
  readonly target: pulumi.Output<FailoverTarget>;
  readonly spec: pulumi.Output<FailoverAgentSpec>;
  readonly connection: ClusterConnection;
}
