import { badRequest } from "../arm-error";
import { checkAddress, checkSpot, missing } from "./group-rules";
import { numberAt, objectAt, objectsAt, textAt, type JsonObject } from "../json";

/** Limits of one group. @see https://learn.microsoft.com/azure/container-instances/container-instances-resource-and-quota-limits */
const MOST_CONTAINERS = 60;
const MOST_PORTS = 5;
const MOST_VOLUMES = 20;
const MOST_CPU = 31;
const MOST_MEMORY_IN_GB = 240;

// Where no source stands beside a refusal, ACI documents the rule but not its words; code and text are ours then.

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcontainerinstance */
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** azure-rest-api-specs, containerinstance ContainerGroupProfile.tsp: the pattern of the name. */
const PROFILE_NAME = /^[a-zA-Z0-9]$|^[a-zA-Z0-9][-_a-zA-Z0-9]{0,61}[a-zA-Z0-9]$/;

/** CPUs and gigabytes that a whole group asks for. */
export interface GroupRequest {
  readonly cpu: number;
  readonly memoryInGB: number;
}

/** What a group asks for: the sum over its containers. */
export function groupRequest(body: JsonObject): GroupRequest {
  const containers = objectsAt(body, "properties.containers");
  const sum = (member: string): number =>
    containers.reduce((total, each) => total + (numberAt(each, `properties.resources.requests.${member}`) ?? 0), 0);
  return { cpu: round(sum("cpu")), memoryInGB: round(sum("memoryInGB")) };
}

/** Whether a group is larger than any that ACI has: it says of one that there is no room (MicrosoftDocs/azure-docs#24776). */
export function isTooLarge({ cpu, memoryInGB }: GroupRequest): boolean {
  return cpu > MOST_CPU || memoryInGB > MOST_MEMORY_IN_GB;
}

/** Throws the first thing that ACI has against a group, as ACI words it. */
export function checkGroup(group: string, body: JsonObject): void {
  checkName("container group", group);
  checkContents(group, body);
  checkAddress(group, body);
  checkSpot(group, body);
}

function checkContents(group: string, body: JsonObject): void {
  const containers = objectsAt(body, "properties.containers");
  if (containers.length === 0) throw missing("properties.containers", group);
  if (containers.length > MOST_CONTAINERS) {
    throw badRequest(
      "TooManyContainers",
      `The container group '${group}' has more than ${MOST_CONTAINERS} containers.`,
    );
  }
  if (textAt(body, "properties.osType") === undefined) throw missing("properties.osType", group);
  for (const container of containers) checkContainer(group, container);
  checkLimits(group, body);
  checkMounts(body);
  if (objectsAt(body, "properties.ipAddress.ports").length > MOST_PORTS) {
    throw badRequest("TooManyPorts", `The IP address of container group '${group}' has more than ${MOST_PORTS} ports.`);
  }
  if (objectsAt(body, "properties.volumes").length > MOST_VOLUMES) {
    throw badRequest("TooManyVolumes", `The container group '${group}' has more than ${MOST_VOLUMES} volumes.`);
  }
}

/** Throws the first thing that ACI has against a profile: its containers are checked as those of a group. */
export function checkProfile(profile: string, body: JsonObject): void {
  if (!PROFILE_NAME.test(profile)) {
    throw badRequest(
      "InvalidContainerGroupProfileName",
      `The container group profile name '${profile}' is invalid. It must match ${PROFILE_NAME.source}.`,
    );
  }
  checkContents(profile, body);
}

function checkContainer(group: string, container: JsonObject): void {
  const name = textAt(container, "name") ?? "";
  checkName("container", name);
  if ((textAt(container, "properties.image") ?? "") === "") {
    throw badRequest("InvalidImage", `The image in container '${name}' of container group '${group}' is missing.`);
  }
  for (const member of ["cpu", "memoryInGB"]) {
    if ((numberAt(container, `properties.resources.requests.${member}`) ?? 0) > 0) continue;
    throw badRequest(
      "ResourceRequestsNotSpecified",
      `The resource requests are not specified for container '${name}' in container group '${group}'.`,
    );
  }
}

/** virtual-kubelet/azure-aci#149 and #17 and docker-archive/compose-cli#743 quote the answer in full. */
function checkLimits(group: string, body: JsonObject): void {
  const total = groupRequest(body);
  for (const container of objectsAt(body, "properties.containers")) {
    checkOwnLimits(group, container);
    const [beyond] = [
      { label: "Cpu", limit: limitOf(container, "cpu"), most: total.cpu },
      { label: "MemoryInGB", limit: limitOf(container, "memoryInGB"), most: total.memoryInGB },
    ].filter(({ limit, most }) => limit > most);
    if (beyond === undefined) continue;
    throw badRequest(
      "ContainerLimitGreaterThanContainerGroupTotalRequest",
      `The '${beyond.label}' limit '${beyond.limit}' in container '${textAt(container, "name") ?? ""}' is greater than the total request '${beyond.most}' of container group '${group}'.`,
    );
  }
}

/** virtual-kubelet/virtual-kubelet#143 and docker-archive/compose-cli#357 quote the answer in full. */
function checkOwnLimits(group: string, container: JsonObject): void {
  const resources = objectAt(container, "properties.resources");
  const below = [
    { label: "Cpu", member: "cpu" },
    { label: "MemoryInGB", member: "memoryInGB" },
  ].find(({ member }) => {
    const limit = numberAt(resources, `limits.${member}`);
    return limit !== undefined && limit < (numberAt(resources, `requests.${member}`) ?? 0);
  });
  if (below === undefined) return;
  throw badRequest(
    "ResourceLimitsLessThanRequests",
    `The resource requirement '${JSON.stringify(resources)}' in container '${textAt(container, "name") ?? ""}' of contain group '${group}' is invalid. The '${below.label}' limit value must be greater than or equal to the request value.`,
  );
}

/** virtual-kubelet/virtual-kubelet#367 quotes the answer in full. */
function checkMounts(body: JsonObject): void {
  const volumes = new Set(objectsAt(body, "properties.volumes").map((volume) => textAt(volume, "name")));
  const all = [...objectsAt(body, "properties.initContainers"), ...objectsAt(body, "properties.containers")];
  for (const container of all) {
    const mounted = objectsAt(container, "properties.volumeMounts").map((mount) => textAt(mount, "name"));
    const missing = mounted.filter((name) => !volumes.has(name));
    if (missing.length === 0) continue;
    throw badRequest(
      "VolumesNotFound",
      `Volumes '${missing.join(",")}' in container '${textAt(container, "name") ?? ""}' are not found.`,
    );
  }
}

function limitOf(container: JsonObject, member: string): number {
  return numberAt(container, `properties.resources.limits.${member}`) ?? 0;
}

function checkName(kind: string, name: string): void {
  if (name.length <= 63 && NAME.test(name)) return;
  const what = kind === "container" ? "InvalidContainerName" : "InvalidContainerGroupName";
  throw badRequest(
    what,
    `The ${kind} name '${name}' is invalid. It must contain only lowercase letters, numbers and dashes, must start and end with a letter or number, and must have 1 to 63 characters.`,
  );
}

/** Sums of tenths, without what binary fractions add to them. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
