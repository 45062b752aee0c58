import { zonesOf } from "../../../sdk/cluster/regions";
import { badRequest, type ArmError } from "../arm-error";
import { missingParameter } from "../common-errors";
import { numberAt, objectAt, textAt, textsAt, valueAt, type JsonObject } from "../json";
import { delegatedServices } from "../types/subnet-delegations";
import type { World } from "../world";

/** What marks the nodes of a Spot pool. @see https://learn.microsoft.com/azure/aks/spot-node-pool */
export const SPOT = "kubernetes.azure.com/scalesetpriority";

/** A pool that somebody wants, complete with AKS's defaults. */
export interface WantedPool {
  readonly name: string;
  readonly properties: JsonObject;
  /** The cluster's region. */
  readonly location: string;
  readonly isNew: boolean;
}

/** Refuses a pool that AKS would not make. */
export function checkPool(pool: WantedPool, world: World): void {
  checkName(pool);
  checkSubnet(pool, world);
  checkZones(pool);
  checkCount(pool);
  if (textAt(pool.properties, "mode") === "System") checkSystemPool(pool);
  if (isSpot(pool.properties)) checkSpotPool(pool);
  checkLabels(pool);
}

/** Whether a pool's VMs are Spot VMs. */
export function isSpot(properties: JsonObject): boolean {
  return textAt(properties, "scaleSetPriority") === "Spot";
}

function checkName({ name }: WantedPool): void {
  if (/^[a-z][a-z0-9]{0,11}$/.test(name)) return;
  throw invalid(
    "name",
    `Invalid agent pool name '${name}': a Linux pool's name has 1 to 12 lowercase letters and digits and starts with a letter.`,
  );
}

/** MicrosoftDocs/azure-docs#69774 */
function checkSubnet({ properties }: WantedPool, world: World): void {
  const subnetId = textAt(properties, "vnetSubnetID");
  const subnet = subnetId === undefined ? undefined : world.find(subnetId);
  if (subnet === undefined || delegatedServices(subnet).length === 0) return;
  throw badRequest(
    "SubnetIsDelegated",
    `AgentPoolProfile.VnetSubnetID ${subnet.id} cannot be used as it's a delegated subnet. Please check https://aka.ms/adv-network-prerequest for more details.`,
  );
}

/** rancher/rancher#33019 quotes the answer in full. */
function checkZones({ properties, location }: WantedPool): void {
  const zones = textsAt(properties, "availabilityZones");
  if (zones.every((zone) => zonesOf(location).includes(zone))) return;
  throw badRequest(
    "AvailabilityZoneNotSupported",
    "Availability zone is not supported in this region.",
    "agentPoolProfile.availabilityZone",
  );
}

/**
 * How many nodes a pool may have. A pool that is there already may be told a number outside the autoscaler's new range:
 * AKS has taken that since 2020 (Azure/AKS#1758), and brings the number into the range.
 */
function checkCount({ properties, isNew }: WantedPool): void {
  const fewest = textAt(properties, "mode") === "System" ? 1 : 0;
  const [least, most] = [numberAt(properties, "minCount"), numberAt(properties, "maxCount")];
  if (valueAt(properties, "enableAutoScaling") !== true) {
    checkWithin(properties, fewest, 1000);
    return;
  }
  if (least === undefined) throw missingParameter("agentPoolProfile.minCount");
  if (most === undefined) throw missingParameter("agentPoolProfile.maxCount");
  if (least < fewest || most > 1000 || most < Math.max(least, 1)) {
    // The code is AKS's, the words are ours.
    throw invalid("minCount", `minCount:${least} and maxCount:${most} must be a range from ${fewest} to 1000.`);
  }
  if (isNew) checkWithin(properties, least, most);
}

/** kubernetes-sigs/cluster-api-provider-azure#5947 quotes the message in full, not its code. */
function checkWithin(properties: JsonObject, least: number, most: number): void {
  const count = numberAt(properties, "count") ?? 0;
  if (count >= least && count <= most) return;
  throw badRequest(
    "InvalidParameter",
    `agentPoolProfile.count was ${count}. It must be greater or equal to minCount:${least} and less than or equal to maxCount:${most}. If allowedMinCount was expected to be 0 but is 1: 1) The nodepool is a VMAS pool. 2) api Version is less than 2020-03-01. 3) The node is a system pool.`,
    "agentPoolProfile.count",
  );
}

/** MicrosoftDocs/azure-dev-docs#216 quotes the first; that the second won't do is documented, its answer is not. */
function checkSystemPool({ name, properties }: WantedPool): void {
  if (/^standard_[a-z]+1(?!\d)/i.test(textAt(properties, "vmSize") ?? "")) {
    throw badRequest(
      "SystemPoolSkuTooLow",
      `System node pool must use VM sku with more than 2 cores and 4GB memory. Nodepool name: ${name}.`,
    );
  }
  if (isSpot(properties)) throw invalid("scaleSetPriority", "A system pool cannot be of Spot VMs.");
}

/** Azure/bicep#14517 quotes the answer in full. */
function checkSpotPool({ properties }: WantedPool): void {
  if (textAt(properties, "upgradeSettings.maxSurge") === undefined) return;
  throw invalid("upgrade.maxSurge", "Spot pools can't set max surge.");
}

/**
 * Azure/AKS#4613 quotes the first; the words of the second are ours.
 *
 * @see https://learn.microsoft.com/azure/aks/use-labels (reserved prefixes)
 */
function checkLabels({ properties }: WantedPool): void {
  const labels = Object.entries(objectAt(properties, "nodeLabels"));
  for (const [key, value] of labels) {
    const domain = key.includes("/") ? (key.split("/")[0] ?? "") : "";
    if (/(^|\.)(kubernetes|k8s)\.io$/.test(domain) && !/(^|\.)(kubelet|node)\.kubernetes\.io$/.test(domain)) {
      throw badRequest(
        "BadRequest",
        "For Kubernetes version greater than or equal to 1.16, node label keys in the 'kubernetes.io' or 'k8s.io' namespace must begin with an allowed prefix (kubelet.kubernetes.io, node.kubernetes.io). For more information, please check https://aka.ms/aks-node-labels-116.",
        `${key}=${typeof value === "string" ? value : ""}`,
      );
    }
  }
  const own = [...labels.map(([key]) => key), ...textsAt(properties, "nodeTaints")].find(isReserved(properties));
  if (own !== undefined)
    throw invalid("nodeLabels", `'${own}' has the prefix kubernetes.azure.com, which is reserved.`);
}

function isReserved(properties: JsonObject): (text: string) => boolean {
  const spots = isSpot(properties) ? [SPOT, `${SPOT}=spot:NoSchedule`] : [];
  return (text) => text.startsWith("kubernetes.azure.com/") && !spots.includes(text);
}

function invalid(parameter: string, details: string): ArmError {
  return badRequest(
    "InvalidParameter",
    `The value of parameter agentPoolProfile.${parameter} is invalid. Error details: ${details} Please see https://aka.ms/aks-naming-rules for more details.`,
    `agentPoolProfile.${parameter}`,
  );
}
