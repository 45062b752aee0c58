import assert from "node:assert/strict";
import type { CanaryReleaseState } from "../../components/dynamic/canary-release-state";
import { kept } from "../../components/dynamic/canary-release-state";
import type { CanaryDouble } from "./canary-double";

/** What a preview has in place of what only the deployment will know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
export const ID = "shop/web-canary";
export const PROBE = {
  path: "/healthz",
  port: 8080,
  scheme: "HTTP",
  initialDelaySeconds: 0,
  periodSeconds: 10,
  timeoutSeconds: 1,
  failureThreshold: 3,
} as const;

const ENV = [{ name: "DATABASE_URL", value: "postgres://shop:hunter2@db/shop" }];

/** The inputs of a canary of `web:2`, whose template is `two`. */
export function inputs({ kubeconfig }: CanaryDouble, parts: Partial<CanaryReleaseState> = {}): CanaryReleaseState {
  return {
    kubeconfig,
    namespace: "shop",
    service: "web",
    template: { spec: { containers: [{ name: "web", image: "web:2", env: ENV }] } },
    templateHash: "two",
    canaryReplicas: 1,
    verifySeconds: 1,
    timeoutMinutes: 0.1,
    wrongAnswersAllowed: 0,
    steps: ["1 canary of web:2 on the virtual node", UNKNOWN, "then VMs"],
    ...parts,
  };
}

/** What the state holds once a template has passed: the template `one`, unless told otherwise. */
export function state(cluster: CanaryDouble, parts: Partial<CanaryReleaseState> = {}): CanaryReleaseState {
  return { ...kept(inputs(cluster, { templateHash: "one", ...parts })), findings: "as before" };
}

/** How an action failed, without giving away a secret. */
export async function failureOf(
  action: Promise<unknown>,
): Promise<Error & { readonly properties?: unknown; readonly id?: string }> {
  const error: unknown = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error, "it did not fail");
  assert.ok(!error.message.includes("hunter2"), `the message holds a secret: ${error.message}`);
  return error;
}
