import { KubernetesStatusError } from "../../sdk/kubernetes/kubernetes-io";
import { InitializationError, type Properties, type ResourceState } from "../rpc/provider";
import { annotation } from "./annotations";
import { NotReady } from "./await/ready";

const conflictHelp =
  "https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/#handle-field-conflicts-on-existing-resources";

/** A conflict of server-side apply with whose fields, and what to do; other errors as they are. */
export function conflictExplained(error: unknown, fieldManager: string): unknown {
  if (!(error instanceof KubernetesStatusError) || error.status !== 409) return error;
  return new Error(
    `server-side apply field conflict detected, see ${conflictHelp} for troubleshooting help\n` +
      `The resource managed by field manager "${fieldManager}" had an apply conflict: ${error.message}\n` +
      `To take the fields over, annotate the resource with ${annotation.patchForce}: "true"`,
    { cause: error },
  );
}

/** What the engine has to know of an object that was written and did not become ready; other errors as they are. */
export function asInitializationError(
  error: unknown,
  happened: string,
  checkpointOf: (live: Properties) => ResourceState,
): unknown {
  if (!(error instanceof NotReady)) return error;
  return new InitializationError(checkpointOf(error.live), [`${happened}: ${error.message}`, ...error.reasons]);
}
