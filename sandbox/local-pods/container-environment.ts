import { ContainerConfigError, expanded, localPath, type Mount } from "./command-line";
import { fieldOf, type LocalContainerSpec, type LocalPod, serviceAccountPath, type Variable } from "./local-pod";
import type { ObjectReader } from "./object-reader";

/** What a container's environment is made from. */
export interface EnvironmentSources {
  readonly pod: LocalPod;
  readonly mounts: readonly Mount[];
  readonly objects: ObjectReader;
  /** Such as `https://127.0.0.1:40443`. */
  readonly apiServer: string;
  /** What the container is to listen on, on this machine. */
  readonly port: number;
}

/** The search path of Node's own image. */
const searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * The environment of a container: what a kubelet gives it, its own variables, and above them the port of this machine and
 * the directory of its account.
 *
 * @throws ContainerConfigError where a variable refers to what is not there.
 */
export async function containerEnvironment(
  { env = [] }: LocalContainerSpec,
  sources: EnvironmentSources,
): Promise<ReadonlyMap<string, string>> {
  const { pod, mounts, apiServer, port } = sources;
  const { hostname, port: apiServerPort } = new URL(apiServer);
  const variables = new Map([
    ["PATH", searchPath],
    ["HOSTNAME", pod.metadata?.name ?? ""],
    ["KUBERNETES_SERVICE_HOST", hostname],
    ["KUBERNETES_SERVICE_PORT", apiServerPort],
    ["KUBERNETES_SERVICE_PORT_HTTPS", apiServerPort],
  ]);
  for (const variable of env) {
    const value = await valueOf(variable, sources, variables);
    if (value !== undefined) variables.set(variable.name, localPath(value, mounts));
  }
  variables.set("PORT", String(port));
  const account = localPath(serviceAccountPath, mounts);
  if (account !== serviceAccountPath) variables.set("SERVICE_ACCOUNT_DIRECTORY", account);
  return variables;
}

async function valueOf(
  { name, value, valueFrom }: Variable,
  { pod, objects }: EnvironmentSources,
  variables: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  if (valueFrom === undefined) return expanded(value ?? "", variables);
  const { fieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  if (fieldRef !== undefined) return fieldOf(pod, fieldRef.fieldPath) ?? unknownField(name, fieldRef.fieldPath);
  const ref = configMapKeyRef ?? secretKeyRef;
  if (ref === undefined) return unknownField(name, Object.keys(valueFrom).join(", "));
  const kind = configMapKeyRef === undefined ? "secret" : "configmap";
  const object = await objects.read(kind, ref.name ?? "");
  const found = object?.get(ref.key);
  if (found !== undefined || ref.optional === true) return found?.toString("utf8");
  throw new ContainerConfigError(
    "CreateContainerConfigError",
    object === undefined
      ? `${kind} "${ref.name ?? ""}" not found`
      : `couldn't find key ${ref.key} in ${kind} ${pod.metadata?.namespace ?? ""}/${ref.name ?? ""}`,
  );
}

function unknownField(name: string, source: string): never {
  throw new ContainerConfigError("CreateContainerConfigError", `env ${name}: the sandbox does not know ${source}`);
}
