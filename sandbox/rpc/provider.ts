/** A property value as it crosses the provider protocol, with secrets already unwrapped. */
export type PropertyValue =
  null | boolean | number | string | readonly PropertyValue[] | { readonly [key: string]: PropertyValue };

/** The properties of one resource. */
export type Properties = { readonly [key: string]: PropertyValue };

/** The engine's sentinel for a value that is not known before the deployment runs (pulumi/pulumi `plugin.UnknownStringValue`). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Which resource a call is about. */
export interface ResourceIdentity {
  readonly urn: string;
  /** The type token, such as `azure-native:network:Subnet`. */
  readonly type: string;
  /** The Pulumi name, the last part of the URN. */
  readonly name: string;
}

export interface CheckFailure {
  /** The property's path as the user wrote it. */
  readonly property: string;
  readonly reason: string;
}

export interface CheckRequest extends ResourceIdentity {
  readonly olds: Properties;
  readonly news: Properties;
  /** The engine's seed for generated names: the same in preview and update. */
  readonly randomSeed: Uint8Array;
}

export interface CheckResult {
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
}

export interface DiffRequest extends ResourceIdentity {
  readonly id: string;
  readonly oldInputs: Properties;
  readonly oldState: Properties;
  readonly news: Properties;
  readonly ignoreChanges: readonly string[];
}

/** What differs; the property paths show in the preview. */
export interface DiffResult {
  readonly changes: readonly PropertyChange[];
  readonly deleteBeforeReplace: boolean;
}

export interface PropertyChange {
  /** A property path in Pulumi's syntax: `spec.template.spec.containers[0].image`. */
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
  /** The resource has to be replaced for this change. */
  readonly replaces: boolean;
}

export interface CreateRequest extends ResourceIdentity {
  readonly inputs: Properties;
  /** In a preview nothing may be created and outputs that Azure or Kubernetes would set are `UNKNOWN`. */
  readonly preview: boolean;
  /** Seconds; 0 means the provider's own default. */
  readonly timeout: number;
}

export interface UpdateRequest extends CreateRequest {
  readonly id: string;
  readonly oldInputs: Properties;
  readonly oldState: Properties;
  readonly ignoreChanges: readonly string[];
}

export interface ReadRequest extends ResourceIdentity {
  readonly id: string;
  readonly inputs: Properties;
  readonly state: Properties;
}

export interface DeleteRequest extends ResourceIdentity {
  readonly id: string;
  readonly inputs: Properties;
  readonly state: Properties;
  readonly timeout: number;
}

/** A resource as it now is. */
export interface ResourceState {
  readonly id: string;
  readonly state: Properties;
  /** Top-level properties of `state` that the engine must treat as secret. */
  readonly secrets?: readonly string[];
}

/** A resource as `read` found it; `undefined` where it is gone. */
export type ReadResult = (ResourceState & { readonly inputs: Properties }) | undefined;

/** What the diagnostics of one call go to: a line in `pulumi up`'s output, on the resource. */
export interface Diagnostics {
  status(message: string): void;
  warn(message: string): void;
}

/**
 * Created or updated, but not healthy. The engine keeps the resource in its state, fails the deployment and updates the
 * resource in the next one.
 */
export class InitializationError extends Error {
  override readonly name = "InitializationError";
  constructor(
    readonly resource: ResourceState,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("; "));
  }
}

/**
 * One configured instance of a provider. The server makes one for each connection of the engine, because every provider
 * resource of a program (a `k8s.Provider`, say) has its own connection.
 */
export interface ProviderInstance {
  checkConfig(news: Properties): CheckResult;
  diffConfig(olds: Properties, news: Properties): DiffResult;
  configure(config: Properties): Promise<void>;
  /** Returns the function's result, or throws. An unknown token is an error that names it. */
  invoke(token: string, args: Properties): Promise<Properties>;
  check(request: CheckRequest): Promise<CheckResult>;
  diff(request: DiffRequest): Promise<DiffResult>;
  create(request: CreateRequest, diagnostics: Diagnostics): Promise<ResourceState>;
  read(request: ReadRequest): Promise<ReadResult>;
  update(request: UpdateRequest, diagnostics: Diagnostics): Promise<ResourceState>;
  delete(request: DeleteRequest, diagnostics: Diagnostics): Promise<void>;
  /** Stops what is under way; the engine calls it on Ctrl-C. */
  cancel(): void;
}

/** A provider that the sandbox serves: its name, the version it answers with, and how an instance is made. */
export interface ServedProvider {
  readonly name: string;
  readonly version: string;
  instance(): ProviderInstance;
}
