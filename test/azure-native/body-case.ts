import type { Properties } from "../../sandbox/rpc/provider";

/** Inputs as a program gives them, the path that they go to, and the body that Azure expects there. */
export interface BodyCase {
  readonly token: string;
  readonly inputs: Properties;
  readonly id: string;
  readonly body: Properties;
}

export const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg";
export const NETWORK = `${GROUP}/providers/Microsoft.Network`;
export const IDENTITY = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/me`;
export const base = { resourceGroupName: "rg", location: "westeurope", tags: { team: "a" }, azureApiVersion: "x" };
export const body = { location: "westeurope", tags: { team: "a" } };
