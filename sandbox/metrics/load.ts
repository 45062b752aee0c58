/** The work that a service's pods have to do together. */
export interface Load {
  /** ARM id of the managed cluster; case does not matter. */
  readonly cluster: string;
  readonly namespace: string;
  /** Its pods are those with this label `app.kubernetes.io/name`. */
  readonly service: string;
  /** Cores that it takes in all: a Kubernetes quantity such as `12` or `500m`. */
  readonly cpu: string;
  /** Memory that it takes in all, beside what each pod uses idle: a quantity such as `3Gi`. @default - none */
  readonly memory?: string;
}

/** Which loads are meant: those that have all of these; all loads where it is empty. */
export type LoadFilter = Partial<Pick<Load, "cluster" | "namespace" | "service">>;

/** The loads with one set, instead of the one before for the same service. */
export function withLoad(loads: readonly Load[], load: Load): readonly Load[] {
  return [...withoutLoads(loads, load), load];
}

/** The loads that a filter leaves when those that it means are taken away. */
export function withoutLoads(loads: readonly Load[], filter: LoadFilter): readonly Load[] {
  return loads.filter((load) => !isMeant(load, filter));
}

/** The loads that a filter means. */
export function matchingLoads(loads: readonly Load[], filter: LoadFilter): readonly Load[] {
  return loads.filter((load) => isMeant(load, filter));
}

function isMeant(load: Load, { cluster, namespace, service }: LoadFilter): boolean {
  return (
    (cluster === undefined || cluster.toLowerCase() === load.cluster.toLowerCase()) &&
    (namespace === undefined || namespace === load.namespace) &&
    (service === undefined || service === load.service)
  );
}
