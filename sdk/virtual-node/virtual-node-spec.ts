import { checked, type Check } from "../check";
import { VirtualNodeGeneration } from "./generation";

/** What the identity that runs container groups may do with the virtual node's subnet. */
export const ConnectorRole = {
  /** Azure's own role Network Contributor, on that subnet only. */
  networkContributor: "networkContributor",
  /** A custom role that can do nothing but join container groups to that subnet. */
  subnetJoin: "subnetJoin",
} as const;
export type ConnectorRole = (typeof ConnectorRole)[keyof typeof ConnectorRole];

/** What a user may say about the virtual node of a cluster. */
export interface VirtualNodeArgs {
  readonly generation?: VirtualNodeGeneration | undefined;
  readonly connectorRole?: ConnectorRole | undefined;
  readonly readyTimeoutMinutes?: number | undefined;
  readonly nodes?: number | undefined;
  readonly chartVersion?: string | undefined;
  readonly zone?: string | undefined;
}

/** The virtual node of a cluster, complete and checked. */
export interface VirtualNodeSpec {
  readonly generation: VirtualNodeGeneration;
  readonly connectorRole: ConnectorRole;
  readonly readyTimeoutMinutes: number;
  /** How many virtual nodes there are. */
  readonly nodes: number;
  /** The Helm release that makes the virtual nodes; the add-on has none. */
  readonly chart?: ChartSpec;
}

/** The release of the chart `virtualnode`. */
export interface ChartSpec {
  readonly version: string;
  /** The zone that container groups run in. */
  readonly zone?: string;
}

/**
 * Joining is all that v2's own custom role may do with the subnet; v1 is documented with Network Contributor, and that
 * joining is enough can only be read from its source, pkg/network/aci_network.go.
 *
 * @see https://github.com/microsoft/virtualnodesOnAzureContainerInstances/blob/main/Docs/SecurityCustomizations.md
 * @see https://learn.microsoft.com/azure/aks/virtual-nodes-cli
 */
export const DEFAULT_CONNECTOR_ROLE: Readonly<Record<VirtualNodeGeneration, ConnectorRole>> = {
  v1: ConnectorRole.networkContributor,
  v2: ConnectorRole.subnetJoin,
};

const DEFAULT_READY_TIMEOUT_MINUTES = 10;

/** Args that only the chart of v2 has. */
const CHART_ARGS = ["nodes", "chartVersion", "zone"] as const;

/** Helm would take a range such as 1.34 too, and another chart at every run. */
const CHART_VERSION = {
  pattern: /^\d+\.\d+\.\d+(-[-.0-9A-Za-z]+)?$/,
  description: "a whole version of the chart virtualnode, such as 1.3409.26080501",
};

/** ACI takes one zone a container group (microsoft/virtualnodesOnAzureContainerInstances, Docs/NodeCustomizations.md). */
const ZONE = { pattern: /^[1-9]$/, description: 'one zone such as "1"' };

/** @throws ArgumentError where an argument is wrong; its path starts with `virtualNode` */
export function virtualNodeSpec(args: VirtualNodeArgs): VirtualNodeSpec {
  return checked((root) => {
    const check = root.within("virtualNode");
    const generation = check.oneOf("generation", args.generation ?? VirtualNodeGeneration.v1, [
      VirtualNodeGeneration.v1,
      VirtualNodeGeneration.v2,
    ]);
    const timeout = args.readyTimeoutMinutes ?? DEFAULT_READY_TIMEOUT_MINUTES;
    return {
      generation,
      connectorRole: check.oneOf("connectorRole", args.connectorRole ?? DEFAULT_CONNECTOR_ROLE[generation], [
        ConnectorRole.networkContributor,
        ConnectorRole.subnetJoin,
      ]),
      readyTimeoutMinutes: check.wholeNumber("readyTimeoutMinutes", timeout, { min: 1, max: 1440 }),
      ...(generation === VirtualNodeGeneration.v2 ? byChart(args, check) : byAddOn(args, check)),
    };
  });
}

function byChart(args: VirtualNodeArgs, check: Check): Pick<VirtualNodeSpec, "nodes" | "chart"> {
  return {
    nodes: check.wholeNumber("nodes", args.nodes ?? 1, { min: 1, max: 1000 }),
    chart: {
      version: check.text("chartVersion", args.chartVersion, CHART_VERSION),
      ...(args.zone === undefined ? {} : { zone: check.text("zone", args.zone, ZONE) }),
    },
  };
}

/** The add-on makes one virtual node, of the version that AKS chooses. */
function byAddOn(args: VirtualNodeArgs, check: Check): Pick<VirtualNodeSpec, "nodes"> {
  for (const name of CHART_ARGS) {
    if (args[name] !== undefined) check.problem(name, 'is for generation "v2"; the add-on of "v1" has no such setting');
  }
  return { nodes: 1 };
}
