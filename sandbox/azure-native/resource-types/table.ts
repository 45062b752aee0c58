import type { ResourceType } from "../resource-type";
import { containerInstanceTypes } from "./container-instance";
import { containerServiceTypes } from "./container-service";
import { dataCollectionTypes } from "./data-collection";
import { identityTypes } from "./identity";
import { networkTypes } from "./network";
import { privateDnsTypes } from "./private-dns";
import { standbyPoolTypes } from "./standby-pool";
import { workspaceTypes } from "./workspace";

const ALL: readonly ResourceType[] = [
  ...identityTypes,
  ...networkTypes,
  ...privateDnsTypes,
  ...containerServiceTypes,
  ...containerInstanceTypes,
  ...standbyPoolTypes,
  ...workspaceTypes,
  ...dataCollectionTypes,
];

const types = new Map(ALL.map((type) => [type.token, type]));

/** The tokens of every resource type that the sandbox has. */
export const resourceTokens: readonly string[] = [...types.keys()];

/**
 * What the sandbox knows of a resource type.
 *
 * @throws for a type that it doesn't have
 */
export function resourceType(token: string): ResourceType {
  const type = types.get(token);
  if (type !== undefined) return type;
  throw new Error(`Resource type ${token} is not part of the sandbox. It has: ${resourceTokens.join(", ")}`);
}
