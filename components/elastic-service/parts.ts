import type * as pulumi from "@pulumi/pulumi";
import type { PlacementPlan } from "../../sdk/placement/plan-placement";
import type { ClusterConnection } from "../cluster-ref";
import type { ElasticServiceArgs } from "./args";
import type { ServiceDecisions } from "./decisions";

/** What the children of a service are made from. */
export interface ServiceParts {
  /** The service's name, which is that of its Kubernetes objects too. */
  readonly name: string;
  readonly args: ElasticServiceArgs;
  readonly decided: ServiceDecisions;
  readonly placement: pulumi.Output<PlacementPlan>;
  readonly connection: ClusterConnection;
}

/** The namespace of all of a service's objects. */
export function namespaceOf({ decided }: Pick<ServiceParts, "decided">): pulumi.Output<string> {
  return decided.identity.namespace;
}
