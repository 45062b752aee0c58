import { checked, type Check } from "../check";

/** How `kubelogin` signs in to a cluster with Entra ID (https://azure.github.io/kubelogin/concepts/login-modes.html). */
export const KubeloginMode = {
  /** As the user of the Azure CLI on the machine. */
  azurecli: "azurecli",
  /** As a service principal, by `AAD_SERVICE_PRINCIPAL_CLIENT_ID` and `AAD_SERVICE_PRINCIPAL_CLIENT_SECRET`. */
  spn: "spn",
  /** As a federated identity, by `AZURE_CLIENT_ID`, `AZURE_TENANT_ID` and `AZURE_FEDERATED_TOKEN_FILE`. */
  workloadidentity: "workloadidentity",
  /** As the managed identity of the machine. */
  msi: "msi",
  /** As a person, who types a code into a browser. */
  devicecode: "devicecode",
} as const;
export type KubeloginMode = (typeof KubeloginMode)[keyof typeof KubeloginMode];

/** What a user may say about who gets into a cluster, and from where. */
export interface ClusterAccessArgs {
  readonly entraId?:
    | {
        readonly adminGroupObjectIds: readonly string[];
        readonly tenantId?: string | undefined;
        readonly azureRbac?: boolean | undefined;
        readonly login?: KubeloginMode | undefined;
      }
    | undefined;
  readonly privateCluster?:
    { readonly privateDnsZone?: string | undefined; readonly publicFqdn?: boolean | undefined } | undefined;
  /** Whether the cluster gets an identity only when it is made. */
  readonly isSystemAssigned: boolean;
  /** Whether there is to be a role on the zone, which is decided before the zone may be known. */
  readonly hasZoneRole: boolean;
}

/** Who gets into a cluster, and from where; complete and checked. */
export interface ClusterAccessSpec {
  /** Sign-in with Entra ID instead of the cluster's own accounts. */
  readonly entraId?: {
    readonly adminGroupObjectIds: string[];
    readonly tenantId?: string;
    readonly azureRbac: boolean;
    readonly login: KubeloginMode;
  };
  /** An API server without a public address. */
  readonly privateCluster?: { readonly privateDnsZone: string; readonly publicFqdn: boolean };
}

const OBJECT_ID = { pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, description: "an object id (a GUID)" };
const TENANT_ID = { ...OBJECT_ID, description: "the id of an Entra tenant (a GUID)" };

/** @see https://learn.microsoft.com/azure/aks/private-clusters (configuration options for private DNS) */
const ZONE = {
  pattern:
    /^(system|none|\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/privateDnsZones\/[^/]+)$/i,
  description: 'the ARM id of a private DNS zone, "system" or "none"',
};

/** @throws ArgumentError where an argument is wrong; its path starts with `entraId` or `privateCluster` */
export function clusterAccessSpec(args: ClusterAccessArgs): ClusterAccessSpec {
  const { entraId, privateCluster } = args;
  return checked((check) => ({
    ...(entraId === undefined ? {} : { entraId: entraIdSpec(entraId, check.within("entraId")) }),
    ...(privateCluster === undefined
      ? {}
      : { privateCluster: privateClusterSpec(args, check.within("privateCluster")) }),
  }));
}

function entraIdSpec(args: NonNullable<ClusterAccessArgs["entraId"]>, check: Check) {
  const { azurecli, spn, workloadidentity, msi, devicecode } = KubeloginMode;
  const groups = check.texts("adminGroupObjectIds", args.adminGroupObjectIds, OBJECT_ID);
  return {
    adminGroupObjectIds: [...groups],
    ...(args.tenantId === undefined ? {} : { tenantId: check.text("tenantId", args.tenantId, TENANT_ID) }),
    azureRbac: args.azureRbac ?? true,
    login: check.oneOf("login", args.login ?? azurecli, [azurecli, spn, workloadidentity, msi, devicecode]),
  };
}

function privateClusterSpec({ privateCluster: args = {}, ...known }: ClusterAccessArgs, check: Check) {
  const spec = {
    privateDnsZone: check.text("privateDnsZone", args.privateDnsZone ?? "system", ZONE),
    publicFqdn: args.publicFqdn ?? args.privateDnsZone === "none",
  };
  // https://learn.microsoft.com/azure/aks/private-clusters#limitations-for-private-aks-clusters-with-custom-dns
  if (spec.privateDnsZone === "none" && !spec.publicFqdn) {
    check.problem("publicFqdn", 'must be true where privateDnsZone is "none", or no name leads to the API server');
  }
  if (check.passed) checkZoneRole(spec.privateDnsZone, known, check);
  return spec;
}

/** @see https://learn.microsoft.com/azure/aks/private-clusters (configuration options for private DNS) */
function checkZoneRole(
  zone: string,
  { hasZoneRole, isSystemAssigned }: Pick<ClusterAccessArgs, "hasZoneRole" | "isSystemAssigned">,
  check: Check,
): void {
  if (isCustomZone(zone) && isSystemAssigned) {
    check.problem(
      "privateDnsZone",
      'must be "system" or "none" with a system-assigned identity, whose role comes too late',
    );
  }
  if (!isCustomZone(zone) && hasZoneRole) {
    check.problem("privateDnsZone", `must be known when the program runs where it is "${zone}"`);
  }
}

/** Whether a private DNS zone is one that somebody made, and not one of AKS's words. */
export function isCustomZone(privateDnsZone: string): boolean {
  return privateDnsZone.startsWith("/");
}
