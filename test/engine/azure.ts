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
  const left: string[] = [];
  for (const { id = "", type } of azureResources(resources)) {
    const { status } = await asked(id, resourceType(type).apiVersion);
    if (status !== 404) left.push(`${id}: ${status}`);
  }
  return left;
}

/** The properties of a resource as ARM shows them, for what no official client here knows. */
export async function propertiesOf(id: string, apiVersion: string): Promise<Readonly<Record<string, unknown>>> {
  const { status, json } = await asked(id, apiVersion);
  if (status !== 200) throw new Error(`GET ${id}: ${status} ${JSON.stringify(json)}`);
  return (json as { readonly properties: Readonly<Record<string, unknown>> }).properties;
}

async function asked(id: string, apiVersion: string) {
  const { arm } = await sandboxStatus();
  const headers = { authorization: await bearer(arm) };
  return trustedRequest(`${arm.url}${encodeURI(id)}?api-version=${apiVersion}`, { caFile: arm.caFile, headers });
}
