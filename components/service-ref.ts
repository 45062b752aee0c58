import * as pulumi from "@pulumi/pulumi";

/** A service that fails over, in this program or in another. */
export interface ServiceRef {
  /** Kubeconfig of a user who may read what `failoverRights` names, YAML. */
  readonly kubeconfig: pulumi.Input<string>;
  /** Name of the service. */
  readonly service: pulumi.Input<string>;
  /**
   * Namespace of the service.
   *
   * @default "default"
   */
  readonly namespace?: pulumi.Input<string>;
}

/** Where a service is, as it is known once the program runs. */
export type ServicePlace = Required<pulumi.Unwrap<ServiceRef>>;

// Not fields of the service: Pulumi's analyzer takes every field for an output, and a kubeconfig is none.
const references = new WeakMap<pulumi.Resource, ServiceRef>();

/** Makes a service of this program one that can be asked for its health. */
export function registerService(service: pulumi.Resource, reference: ServiceRef): void {
  references.set(service, reference);
}

/** Where a service is. */
export function servicePlace(service: ServiceRef | pulumi.Resource): pulumi.Output<ServicePlace> {
  const reference = pulumi.Resource.isInstance(service) ? references.get(service) : service;
  if (reference === undefined) throw new Error("Only an ElasticService can be asked for its health.");
  const { kubeconfig, service: name, namespace } = reference;
  return pulumi
    .all([kubeconfig, name, namespace])
    .apply(([known, called, where]) => ({ kubeconfig: known, service: called, namespace: where ?? "default" }));
}
