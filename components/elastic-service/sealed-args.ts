import * as pulumi from "@pulumi/pulumi";
import type { ElasticServiceArgs } from "./args";

/**
 * The args as Pulumi keeps and shows them beside the component: what is a secret by its nature is one there, also where
 * it was given as plain text.
 */
export function sealedArgs(args: ElasticServiceArgs): pulumi.Inputs {
  const { cluster, secrets } = args;
  return {
    ...args,
    ...(secrets === undefined ? {} : { secrets: pulumi.secret(secrets) }),
    // A cluster that this program makes is a reference to it.
    ...(pulumi.Resource.isInstance(cluster)
      ? {}
      : { cluster: { ...cluster, kubeconfig: pulumi.secret(cluster.kubeconfig) } }),
  };
}
