import { readFileSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../../sandbox/package-root";
import type { CanaryPod, DeploymentObject, EventObject } from "../../sdk/upgrade/canary-objects";

/** A canary, its pods and their events, as kube-apiserver 1.35 had them in one moment. */
export interface CanaryState {
  readonly deployment: DeploymentObject;
  readonly pods: readonly CanaryPod[];
  readonly events: readonly EventObject[];
}

/** A recorded state: test/sdk/canary-states/NAME.json. Those of VMs' kubelets have a status that was written by hand. */
export function canaryState(name: string): CanaryState {
  const file = path.join(packageRoot(), "test", "sdk", "canary-states", `${name}.json`);
  return JSON.parse(readFileSync(file, "utf8")) as CanaryState;
}
