import type { Symptoms } from "../../sdk/virtual-node/readiness-diagnosis";
import { armClient } from "../../sdk/azure/arm-client-io";
import { stackSettings } from "./stack-settings";
import { readSubnet, rolesOn } from "./subnet-reading";

/** What can be seen of the subnet and of the connector's roles. */
export interface SubnetSymptoms {
  readonly symptoms: Pick<Symptoms, "subnet" | "roles">;
  /** Why Azure was not asked, or did not say. */
  readonly unread?: string;
}

/** The diagnosis must not take much longer than the wait did, in milliseconds. */
const TIMEOUT_MS = 30_000;

/** Looks at the subnet as far as somebody is signed in to Azure who may. Never throws: the diagnosis does without. */
export async function subnetSymptoms({
  subnetId,
  principalId,
}: {
  readonly subnetId?: string;
  readonly principalId?: string;
}): Promise<SubnetSymptoms> {
  if (subnetId === undefined) return { symptoms: {} };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const arm = await armClient(stackSettings());
    const subnet = await readSubnet(arm, subnetId, signal);
    const roles = principalId === undefined ? undefined : await rolesOn(arm, { subnetId, principalId }, signal);
    return { symptoms: { ...(subnet === undefined ? {} : { subnet }), ...(roles === undefined ? {} : { roles }) } };
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split("\n");
    return { symptoms: {}, unread: `the subnet and its roles were not looked at: ${reason ?? ""}` };
  }
}
