/** A virtual network as Azure answers for it, as far as it matters here. */
export interface NetworkObservation {
  readonly id: string;
  readonly location: string;
  /** Its address space. */
  readonly addressPrefixes: readonly string[];
  readonly subnets: readonly SubnetObservation[];
}

/** One subnet of it. */
export interface SubnetObservation {
  readonly name: string;
  readonly addressPrefixes: readonly string[];
  /** Names of the services that it is delegated to. */
  readonly delegations: readonly string[];
  /** Absent: none. */
  readonly routeTableId?: string;
  /** Absent: none. */
  readonly natGatewayId?: string;
}
