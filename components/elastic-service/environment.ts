import { ConfigMap, Secret } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { serviceLabels } from "../../sdk/pods/labels";
import { inCluster } from "../cluster-ref";
import { namespaceOf, type ServiceParts } from "./parts";

/** Where the pods of a service have environment variables from, besides those in their template. */
export interface ServiceEnvironment {
  readonly configMap?: ConfigMap;
  readonly secret?: Secret;
}

/**
 * The ConfigMap and the Secret of a service. Pulumi names them, and makes another one with another name for every change:
 * so the pods' template changes with the entries, and pods of the last template keep theirs until they are gone.
 */
export function environmentObjects(parent: pulumi.Resource, parts: ServiceParts): ServiceEnvironment {
  const { name, args, decided, connection } = parts;
  const metadata = { namespace: namespaceOf(parts), labels: serviceLabels(name) };
  const options = { parent, ...inCluster(connection) };
  const { config, secrets } = decided.environment;
  return {
    ...(args.config === undefined
      ? {}
      : { configMap: new ConfigMap(`${name}-config`, { metadata, data: config }, options) }),
    ...(args.secrets === undefined
      ? {}
      : { secret: new Secret(`${name}-secrets`, { metadata, stringData: secrets }, options) }),
  };
}
