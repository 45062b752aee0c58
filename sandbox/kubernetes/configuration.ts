import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { UNKNOWN, type CheckFailure, type Properties, type PropertyValue } from "../rpc/provider";
import { isObject } from "./fields";

/** How one `kubernetes.Provider` of a program is set up. */
export interface Configuration {
  /** Kubeconfig, YAML; `undefined` where the program gave none, `UNKNOWN` where it isn't known yet. */
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  /** For objects that name none. */
  readonly namespace: string | undefined;
  readonly deleteUnreachable: boolean;
  readonly skipUpdateUnreachable: boolean;
  readonly enableConfigMapMutable: boolean;
  readonly enableSecretMutable: boolean;
  readonly enablePatchForce: boolean;
  readonly upsertExistingObjects: boolean;
}

/** What the official provider takes and the sandbox can't do; accepting it would be a silent lie. */
const unsupported: Readonly<Record<string, string>> = {
  alwaysRender: "rendering to YAML",
  cluster: "overriding the context's cluster (use a context)",
  helmReleaseSettings: "Helm",
  renderYamlToDirectory: "rendering to YAML",
};

/** The configuration's mistakes, in the user's words. */
export function configurationFailures(config: Properties): CheckFailure[] {
  const failures = Object.entries(unsupported)
    .filter(([property]) => isSet(config[property]))
    .map(([property, what]) => ({ property, reason: `not supported by the sandbox's Kubernetes provider: ${what}` }));
  if (config["enableServerSideApply"] !== undefined && !isTrue(config["enableServerSideApply"])) {
    failures.push({
      property: "enableServerSideApply",
      reason: "not supported by the sandbox's Kubernetes provider: client-side apply",
    });
  }
  return failures;
}

export function configurationOf(config: Properties): Configuration {
  const flag = (property: string, variable: string): boolean =>
    isTrue(config[property] ?? process.env[`PULUMI_K8S_${variable}`]);
  return {
    kubeconfig: kubeconfigOf(config["kubeconfig"]),
    context: textOf(config["context"]),
    namespace: textOf(config["namespace"]),
    deleteUnreachable: flag("deleteUnreachable", "DELETE_UNREACHABLE"),
    skipUpdateUnreachable: flag("skipUpdateUnreachable", "SKIP_UPDATE_UNREACHABLE"),
    enableConfigMapMutable: flag("enableConfigMapMutable", "ENABLE_CONFIGMAP_MUTABLE"),
    enableSecretMutable: flag("enableSecretMutable", "ENABLE_SECRET_MUTABLE"),
    enablePatchForce: flag("enablePatchForce", "ENABLE_PATCH_FORCE"),
    upsertExistingObjects: flag("upsertExistingObjects", "UPSERT_EXISTING_OBJECTS"),
  };
}

/** A kubeconfig may be given as its text, as the path of a file, or as an object. */
export function kubeconfigOf(value: PropertyValue | undefined): string | undefined {
  if (isObject(value)) return JSON.stringify(value);
  const text = textOf(value);
  if (text === undefined || text === UNKNOWN) return text;
  const path = text === "~" || text.startsWith("~/") ? join(homedir(), text.slice(1)) : text;
  // Text of several lines is no path; asking the file system about a long one would be an error.
  return !path.includes("\n") && existsSync(path) ? readFileSync(path, "utf8") : text;
}

function textOf(value: PropertyValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The SDKs send a provider's booleans as text. */
function isTrue(value: PropertyValue | undefined): boolean {
  return value === true || value === "true";
}

function isSet(value: PropertyValue | undefined): boolean {
  return value !== undefined && value !== null && value !== "" && value !== false && value !== "false";
}
