import { mock } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor, type MockCallArgs, type MockResourceArgs } from "@pulumi/pulumi/runtime/mocks";
import { getMonitor } from "@pulumi/pulumi/runtime/settings";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { ANSWERS, newResource, type Answers } from "./mock-azure";

export { KUBECONFIG, SUBSCRIPTION } from "./mock-azure";

/** One resource as a program registered it. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly custom: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Inputs that are secrets, by their names. */
  readonly secrets: readonly string[];
  /** Where secrets are in the inputs, by their paths. */
  readonly secretPaths: readonly string[];
  readonly parent: string;
  /** Reference of the provider: its URN and id. */
  readonly provider: string;
  readonly dependencies: readonly string[];
  readonly deletedWith: string;
  readonly ignoreChanges: readonly string[];
  readonly deleteBeforeReplace: boolean;
  /** Paths of inputs whose change makes another resource. */
  readonly replaceOnChanges: readonly string[];
  /** Names of the hooks that are asked when an operation on it fails. */
  readonly onError: readonly string[];
  /** Text of a dynamic resource's provider, as it goes into the state; it is no input that anybody wrote. */
  readonly dynamicProvider: string | undefined;
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
  /** The tokens of the functions that were called. */
  readonly calls: readonly string[];
  readonly result: Result;
}

/**
 * Runs a program against Pulumi's mocks and records what it registers.
 *
 * @param answers - what functions answer that the program calls, in addition to and before the usual answers
 */
export async function record<Result>(
  program: () => Result | Promise<Result>,
  preview = false,
  answers: Answers = {},
): Promise<Recording<Result>> {
  const registrations: Registration[] = [];
  const calls: string[] = [];
  const logs: LogLine[] = [];
  surviveHooks();
  const mocks = {
    newResource: (args: MockResourceArgs) => newResource(args, preview),
    call: (args: MockCallArgs) => (calls.push(args.token), answerOf(args, { ...ANSWERS, ...answers })),
  };
  await pulumi.runtime.setMocks(mocks, "aks-elastic", "test", preview);
  const monitor = getMonitor() as unknown as MockMonitor;
  forgiveLateOutputs(monitor);
  recordRegistrations(monitor, registrations);
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
  getIgnorechangesList(): string[];
  getDeletebeforereplace(): boolean;
  getReplaceonchangesList(): string[];
  getHooks(): { getOnErrorList(): string[] } | undefined;
  getObject(): { toJavaScript(): Record<string, unknown> };
}

interface OutputsRequest {
  getUrn(): string;
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
      const { __provider, ...inputs } = request.getObject().toJavaScript();
      registrations.push({
        type: request.getType(),
        name: request.getName(),
        urn: response.getUrn(),
        custom: request.getCustom(),
        inputs: unwrapped(inputs) as Record<string, unknown>,
        secrets: Object.keys(inputs).filter((name) => isSecret(inputs[name])),
        secretPaths: secretPaths(inputs, "").toSorted(),
        parent: request.getParent(),
        provider: request.getProvider(),
        dependencies: request.getDependenciesList(),
        deletedWith: request.getDeletedwith(),
        ignoreChanges: request.getIgnorechangesList(),
        deleteBeforeReplace: request.getDeletebeforereplace(),
        replaceOnChanges: request.getReplaceonchangesList(),
        onError: request.getHooks()?.getOnErrorList() ?? [],
        dynamicProvider: unwrapped(__provider) as string | undefined,
      });
      callback(error, response);
    });
}

/** A component whose constructor threw registers its outputs late, when another recording may have begun. */
function forgiveLateOutputs(monitor: MockMonitor): void {
  const register = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResourceOutputs = (request: OutputsRequest, callback: (error: null, response: object) => void) => {
    if (monitor.getRegisteredResources().has(request.getUrn())) register(request, callback);
    else callback(null, {});
  };
}

interface HookMonitor {
  registerResourceHook?: RegisterHook;
  registerErrorHook?: RegisterHook;
}

type RegisterHook = (request: unknown, callback: (error: null, response: Empty) => void) => void;

/** Pulumi's mocks say that they know hooks, and have no method that takes one (pulumi/pulumi sdk/nodejs/runtime/mocks.ts). */
function surviveHooks(): void {
  const monitor = MockMonitor.prototype as HookMonitor;
  const accept: RegisterHook = (_request, callback) => {
    callback(null, new Empty());
  };
  monitor.registerResourceHook ??= accept;
  monitor.registerErrorHook ??= accept;
}

function answerOf({ token, inputs }: MockCallArgs, answers: Answers): Record<string, unknown> {
  const answer = answers[token];
  if (answer === undefined) throw new Error(`no mock for ${token}`);
  return answer(inputs as Record<string, unknown>);
}

/** The keys under which Pulumi's protocol marks a secret (pulumi/pulumi sdk/nodejs/runtime/rpc.ts). */
const SPECIAL_KEY = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

function isSecret(value: unknown): value is { readonly value: unknown } {
  return typeof value === "object" && value !== null && (value as Record<string, unknown>)[SPECIAL_KEY] === SECRET;
}

function secretPaths(value: unknown, path: string): readonly string[] {
  if (isSecret(value)) return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const inner = path === "" ? name : `${path}.${name}`;
    return secretPaths(member, Array.isArray(value) ? `${path}[${name}]` : inner);
  });
}

function unwrapped(value: unknown): unknown {
  if (isSecret(value)) return unwrapped(value.value);
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unwrapped(item)]));
}
