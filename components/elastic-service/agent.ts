import type * as pulumi from "@pulumi/pulumi";
import { failoverTarget } from "../../sdk/failover/target";
import { failoverAgent } from "../failover-agent/failover-agent";
import { namespaceOf, type ServiceParts } from "./parts";

/** What looks after a service that fails over between two runs of `pulumi up`. */
export function agentOf(parent: pulumi.Resource, parts: ServiceParts): void {
  const { name, args, decided, connection } = parts;
  if (args.failover === undefined) return;
  failoverAgent(parent, {
    name,
    namespace: namespaceOf(parts),
    target: decided.failover.apply((plan) => failoverTarget(given(plan).target)),
    spec: decided.agent.apply(given),
    connection,
  });
}

function given<Decided>(decided: Decided | undefined): Decided {
  if (decided === undefined) throw new Error("A service that fails over has decided how.");
  return decided;
}
