import { isObject } from "../rpc/property-value";
import {
  InitializationError,
  type CreateRequest,
  type DeleteRequest,
  type Properties,
  type ReadRequest,
  type ReadResult,
  type ResourceState,
  type UpdateRequest,
} from "../rpc/provider";
import { AcceptedOperationError, type ArmCall } from "./arm-client";
import type { InvokeContext } from "./invokes";
import { importedInputs, refreshedInputs } from "./refresh";
import { bodyInputs, requestBody, resourceId, type ArmRequest } from "./request-body";
import type { ResourceType } from "./resource-type";
import { resourceType } from "./resource-types/table";
import { previewOutputs, sdkOutputs } from "./shape";

const RESOURCE_GROUP = "azure-native:resources:ResourceGroup";

/** The resources of one subscription, created, read, updated and deleted the way azure-native does it. */
export class ArmResources {
  constructor(private readonly context: InvokeContext) {}

  /** The outputs as far as they are known before the deployment. */
  preview({ type: token, inputs }: Pick<CreateRequest, "type" | "inputs">): Properties {
    const type = resourceType(token);
    return { ...previewOutputs(bodyInputs(type, inputs), type.shape), azureApiVersion: type.apiVersion };
  }

  /** Creates a resource that must not be there yet: ARM itself can't tell a creation from an update. */
  async create({ type: token, inputs }: Pick<CreateRequest, "type" | "inputs">): Promise<ResourceState> {
    const type = resourceType(token);
    const request = requestBody(token, inputs, this.context.subscriptionId);
    const existing = await this.context.arm.get(this.call(request.id, type));
    if (existing !== undefined) throw new Error(`cannot create already existing resource '${request.id}'`);
    return this.put(type, { ...request, body: withMaintained(type, request.body, {}) });
  }

  /** Updates a resource. Lists that the program doesn't set stay as other resources have filled them. */
  async update({ type: token, inputs }: Pick<UpdateRequest, "type" | "inputs">): Promise<ResourceState> {
    const type = resourceType(token);
    const request = requestBody(token, inputs, this.context.subscriptionId);
    const existing = type.maintained === undefined ? {} : await this.context.arm.get(this.call(request.id, type));
    return this.put(type, { ...request, body: withMaintained(type, request.body, existing ?? {}) });
  }

  async read({ type: token, id, inputs, state }: ReadRequest): Promise<ReadResult> {
    const type = resourceType(token);
    const answer = await this.context.arm.get(this.call(id, type));
    if (answer === undefined) return undefined;
    const now = outputs(type, answer);
    // A resource that is imported, or read by `get`, has no inputs yet.
    const isKnown = Object.keys(inputs).length > 0;
    return {
      id,
      state: now,
      inputs: isKnown ? refreshedInputs(inputs, { before: state, now }) : importedInputs(type, id, now),
    };
  }

  delete({ type: token, id }: Pick<DeleteRequest, "type" | "id">): Promise<void> {
    return this.context.arm.delete(this.call(id, resourceType(token)));
  }

  async resourceGroupLocation(resourceGroupName: string): Promise<string | undefined> {
    const type = resourceType(RESOURCE_GROUP);
    const id = resourceId(type, { resourceGroupName }, this.context.subscriptionId);
    const group = await this.context.arm.get(this.call(id, type));
    return typeof group?.["location"] === "string" ? group["location"] : undefined;
  }

  private async put(type: ResourceType, request: ArmRequest): Promise<ResourceState> {
    const call = this.call(request.id, type);
    try {
      return resourceState(type, request, await this.context.arm.put({ ...call, body: request.body }));
    } catch (error) {
      if (!(error instanceof AcceptedOperationError)) throw error;
      const remains = await this.context.arm.get(call);
      if (remains === undefined) throw error;
      throw new InitializationError(resourceState(type, request, remains), [error.message]);
    }
  }

  private call(path: string, { apiVersion }: ResourceType): ArmCall {
    return { path, apiVersion, patience: this.context.patience };
  }
}

function resourceState(type: ResourceType, request: ArmRequest, answer: Properties): ResourceState {
  // The answer's id is the canonical one: Azure keeps the case in which a name was first written.
  const id = typeof answer["id"] === "string" ? answer["id"] : request.id;
  return { id, state: outputs(type, answer) };
}

function outputs(type: ResourceType, answer: Properties): Properties {
  return { ...sdkOutputs(answer, type.shape), azureApiVersion: type.apiVersion };
}

/** Without these lists Azure would empty them (pulumi-azure-native CONTRIBUTING.md, "Sub-resources"). */
function withMaintained({ maintained = [] }: ResourceType, body: Properties, existing: Properties): Properties {
  const [wanted, present] = [body["properties"], existing["properties"]];
  if (maintained.length === 0 || !isObject(wanted)) return body;
  const kept = maintained.map((name) => [name, (isObject(present) ? present[name] : undefined) ?? []] as const);
  return { ...body, properties: { ...Object.fromEntries(kept), ...wanted } };
}
