import { mock } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor, type MockCallArgs, type MockResourceArgs } from "@pulumi/pulumi/runtime/mocks";
import { getMonitor } from "@pulumi/pulumi/runtime/settings";

/** One resource as a program registered it. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly custom: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Inputs that are secrets, by their names. */
  readonly secrets: readonly string[];
  readonly parent: string;
  /** Reference of the provider: its URN and id. */
  readonly provider: string;
  readonly dependencies: readonly string[];
  readonly deletedWith: string;
}

export interface LogLine {
  readonly severity: "info" | "warn";
  readonly message: string;
  readonly resource: pulumi.Resource | undefined;
}

/** What a program did. */
export interface Recording<Result> {
  readonly registrations: readonly Registration[];
  readonly logs: readonly LogLine[];
  readonly calls: readonly string[];
  readonly result: Result;
}

/** The subscription of every ARM id in a recording. */
export const SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";

/** The kubeconfig that the cluster of a recording hands out. */
export const KUBECONFIG = "apiVersion: v1\nkind: Config\n";

/** Runs a program against Pulumi's mocks and records what it registers. */
export async function record<Result>(
  program: () => Result | Promise<Result>,
  preview = false,
): Promise<Recording<Result>> {
  const registrations: Registration[] = [];
  const calls: string[] = [];
  const logs: LogLine[] = [];
  const mocks = {
    newResource: (args: MockResourceArgs) => newResource(args, preview),
    call: (args: MockCallArgs) => (calls.push(args.token), callResult(args)),
  };
  await pulumi.runtime.setMocks(mocks, "aks-elastic", "test", preview);
  recordRegistrations(getMonitor() as unknown as MockMonitor, registrations);
  const severities = ["info", "warn"] as const;
  const loggers = severities.map((severity) =>
    mock.method(pulumi.log, severity, (message: string, resource?: pulumi.Resource) => {
      logs.push({ severity, message, resource });
      return Promise.resolve();
    }),
  );
  try {
    const result = await program();
    await pulumi.runtime.disconnect();
    return { registrations, logs, calls, result };
  } finally {
    for (const logger of loggers) logger.mock.restore();
  }
}

/** The only registration of a name. */
export function registration({ registrations }: Recording<unknown>, name: string): Registration {
  const [found, ...others] = registrations.filter((each) => each.name === name);
  if (found && others.length === 0) return found;
  throw new Error(`${others.length === 0 ? "nothing" : "more than one resource"} is called ${name}`);
}

/** The value of an output, and whether it is known and secret. */
export async function settled<T>(output: pulumi.Output<T>) {
  const inner = output as unknown as {
    promise(): Promise<T>;
    allResources(): Promise<unknown>;
    isKnown: Promise<boolean>;
    isSecret: Promise<boolean>;
  };
  // All at once: each of them is rejected where the output is, and none may go unhandled.
  const all = [inner.promise(), inner.isKnown, inner.isSecret, inner.allResources()] as const;
  const [value, known, secret] = await Promise.all(all);
  return { value, known, secret };
}

interface RegisterRequest {
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getParent(): string;
  getProvider(): string;
  getDependenciesList(): string[];
  getDeletedwith(): string;
  getObject(): { toJavaScript(): Record<string, unknown> };
}

interface RegisterResponse {
  getUrn(): string;
}

type Registered = (error: unknown, response: RegisterResponse) => void;

/** The mocks are told neither parents nor dependencies, so the requests are read on their way in. */
function recordRegistrations(monitor: MockMonitor, registrations: Registration[]): void {
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request: RegisterRequest, callback: Registered) =>
    register(request, (error: unknown, response: RegisterResponse) => {
      const inputs = request.getObject().toJavaScript();
      registrations.push({
        type: request.getType(),
        name: request.getName(),
        urn: response.getUrn(),
        custom: request.getCustom(),
        inputs: unwrapped(inputs) as Record<string, unknown>,
        secrets: Object.keys(inputs).filter((name) => isSecret(inputs[name])),
        parent: request.getParent(),
        provider: request.getProvider(),
        dependencies: request.getDependenciesList(),
        deletedWith: request.getDeletedwith(),
      });
      callback(error, response);
    });
}

/** The keys under which Pulumi's protocol marks a secret (pulumi/pulumi sdk/nodejs/runtime/rpc.ts). */
const SPECIAL_KEY = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

function isSecret(value: unknown): value is { readonly value: unknown } {
  return typeof value === "object" && value !== null && (value as Record<string, unknown>)[SPECIAL_KEY] === SECRET;
}

function unwrapped(value: unknown): unknown {
  if (isSecret(value)) return unwrapped(value.value);
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unwrapped(item)]));
}

/** A resource as Azure or Kubernetes would make it, as far as the components look at it. */
function newResource(
  { type, name, inputs }: MockResourceArgs,
  preview: boolean,
): { id: string; state: Record<string, unknown> } {
  const given = inputs as Record<string, unknown>;
  const group = `/subscriptions/${SUBSCRIPTION}/resourceGroups/group/providers`;
  const state = { name, ...given };
  switch (type) {
    case "azure-native:network:Subnet":
      return {
        id: `${group}/Microsoft.Network/virtualNetworks/${String(given["virtualNetworkName"])}/subnets/${name}`,
        state,
      };
    case "azure-native:managedidentity:UserAssignedIdentity":
      return {
        id: `${group}/Microsoft.ManagedIdentity/${name}`,
        state: { ...state, principalId: `${name}-principal` },
      };
    case "azure-native:containerservice:ManagedCluster":
      return { id: `${group}/Microsoft.ContainerService/${name}`, state: preview ? state : withConnector(state) };
    default:
      return { id: `${group}/${type}/${name}`, state };
  }
}

function withConnector(state: Record<string, unknown>): Record<string, unknown> {
  const profiles = state["addonProfiles"] as Record<string, object>;
  const aciConnectorLinux = { ...profiles["aciConnectorLinux"], identity: { objectId: "connector-principal" } };
  return { ...state, addonProfiles: { ...profiles, aciConnectorLinux } };
}

function callResult({ token }: MockCallArgs): Record<string, unknown> {
  if (token !== "azure-native:containerservice:listManagedClusterUserCredentials")
    throw new Error(`no mock for ${token}`);
  return { kubeconfigs: [{ name: "clusterUser", value: Buffer.from(KUBECONFIG).toString("base64") }] };
}
