import { resourceType } from "../../sandbox/azure-native/resource-types/table";
import { bearer, sandboxStatus } from "../sandbox";
import { trustedRequest } from "../trusted-request";
import type { StackResource } from "./stack";

/** Those of a stack's resources that are in Azure. */
export function azureResources(resources: readonly StackResource[]): readonly StackResource[] {
  return resources.filter(({ custom, type, id }) => custom && type.startsWith("azure-native:") && id !== undefined);
}

/** The ids among `resources` under which Azure still has something, asked one by one. */
export async function leftInAzure(resources: readonly StackResource[]): Promise<readonly string[]> {
  const { arm } = await sandboxStatus();
  const authorization = await bearer(arm);
  const left: string[] = [];
  for (const { id = "", type } of azureResources(resources)) {
    const address = `${arm.url}${encodeURI(id)}?api-version=${resourceType(type).apiVersion}`;
    const { status } = await trustedRequest(address, { caFile: arm.caFile, headers: { authorization } });
    if (status !== 404) left.push(`${id}: ${status}`);
  }
  return left;
}
