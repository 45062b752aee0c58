import type { ContainersOverview, GroupSet, SingleGroup } from "../arm/containers/overview";
import type { ArmAttachment } from "../arm-attachment";
import { sandboxRequest } from "./arm-sandbox";

/** What there is of ACI in a sandbox that runs, beside the groups of virtual nodes. */
export async function readContainers(arm: ArmAttachment): Promise<ContainersOverview> {
  return (await sandboxRequest(arm, { method: "GET", path: "/sandbox/containers" })) as ContainersOverview;
}

/** One line for each container group, NGroups and standby pool. */
export function describeContainers({ groups, nGroups, standbyPools }: ContainersOverview): readonly string[] {
  return [...groups.map(groupLine), ...nGroups.map(setLine("NGroups")), ...standbyPools.map(setLine("standby pool"))];
}

function groupLine({ name, state, address, zone }: SingleGroup): string {
  const place = [address, zone === "" ? "" : `zone ${zone}`].filter((part) => part !== "").join(", ");
  return `container group ${name}: ${state}${place === "" ? "" : ` (${place})`}`;
}

/** Their number is told where it is not yet, or no longer, the one that is wanted. */
function setLine(what: string): (set: GroupSet) => string {
  return ({ name, wanted, there, running, state }) =>
    `${what} ${name}: ${running} of ${wanted} running${there === wanted ? "" : `, ${there} there`}` +
    (state === "Succeeded" ? "" : ` (${state})`);
}
