import {
  UNKNOWN,
  type CheckRequest,
  type CheckResult,
  type CreateRequest,
  type DeleteRequest,
  type DiffRequest,
  type DiffResult,
  type Properties,
  type PropertyValue,
  type ProviderInstance,
  type ReadRequest,
  type ReadResult,
  type ResourceState,
  type ServedProvider,
  type UpdateRequest,
} from "../rpc/provider";
import type { ArmClient, Patience } from "./arm-client";
import { checkFailures, withDefaults, withLocation } from "./check";
import { configurationChanges, resourceDifference } from "./difference";
import { invokeFunction } from "./invokes";
import { resourceType } from "./resource-types/table";
import { ArmResources } from "./resources";

/** The version of azure-native whose behaviour and API versions these are. */
const VERSION = "3.28.0";

/** What the stand-in of azure-native stands on. */
export interface AzureNativeOptions {
  readonly arm: ArmClient;
}

/** Stands in for the azure-native provider: the same resources, inputs and outputs, on the sandbox's ARM server. */
export function azureNativeProvider({ arm }: AzureNativeOptions): ServedProvider {
  return { name: "azure-native", version: VERSION, instance: () => new AzureNativeInstance(arm) };
}

class AzureNativeInstance implements ProviderInstance {
  private readonly cancellation = new AbortController();
  private config: Properties = {};

  constructor(private readonly arm: ArmClient) {}

  checkConfig(news: Properties): CheckResult {
    return { inputs: news, failures: [] };
  }

  /** No change of the configuration replaces the provider, as with azure-native. */
  diffConfig(olds: Properties, news: Properties): DiffResult {
    return { changes: configurationChanges(olds, news), deleteBeforeReplace: false };
  }

  configure(config: Properties): Promise<void> {
    this.config = config;
    return Promise.resolve();
  }

  invoke(token: string, args: Properties): Promise<Properties> {
    const { subscriptionId } = this;
    return invokeFunction(token, args, { arm: this.arm, subscriptionId, patience: this.patience(0) });
  }

  async check(request: CheckRequest): Promise<CheckResult> {
    const type = resourceType(request.type);
    const named = withDefaults(type, request);
    const configured = text(this.config["location"]);
    const resourceGroupLocation = (name: string) => this.resources(0).resourceGroupLocation(name);
    const inputs = type.hasLocation ? await withLocation(request, named, { configured, resourceGroupLocation }) : named;
    return { inputs, failures: checkFailures(type, inputs) };
  }

  diff(request: DiffRequest): Promise<DiffResult> {
    return Promise.resolve(resourceDifference(resourceType(request.type), request));
  }

  async create(request: CreateRequest): Promise<ResourceState> {
    const resources = this.resources(request.timeout);
    if (request.preview) return { id: UNKNOWN, state: resources.preview(request) };
    return resources.create(request);
  }

  read(request: ReadRequest): Promise<ReadResult> {
    return this.resources(0).read(request);
  }

  async update(request: UpdateRequest): Promise<ResourceState> {
    const resources = this.resources(request.timeout);
    if (!request.preview) return resources.update(request);
    // No update changes a name or a location, so that a preview knows them.
    const { name, location } = request.oldState;
    const stable = { ...(name === undefined ? {} : { name }), ...(location === undefined ? {} : { location }) };
    return { id: request.id, state: { ...resources.preview(request), ...stable } };
  }

  delete(request: DeleteRequest): Promise<void> {
    return this.resources(request.timeout).delete(request);
  }

  cancel(): void {
    this.cancellation.abort();
  }

  private get subscriptionId(): string {
    return text(this.config["subscriptionId"]) ?? this.arm.subscriptionId;
  }

  private resources(timeout: number): ArmResources {
    return new ArmResources({ arm: this.arm, subscriptionId: this.subscriptionId, patience: this.patience(timeout) });
  }

  private patience(timeout: number): Patience {
    return { timeoutSeconds: timeout > 0 ? timeout : DEFAULT_TIMEOUT_SECONDS, signal: this.cancellation.signal };
  }
}

/** pulumi-azure-native `provider.go`, `azureContext`. */
const DEFAULT_TIMEOUT_SECONDS = 2 * 60 * 60;

function text(value: PropertyValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
