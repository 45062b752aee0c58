import type { ArmError } from "./arm-error";
import type { Principal } from "./authorization";
import type { JsonObject } from "./json";
import type { ResourceId } from "./resource-id";
import type { Change, ResourceRecord } from "./store";
import type { World } from "./world";

/** A PUT as a resource type sees it: the id with the case of what exists, and a body that has what is required. */
export interface PutRequest {
  readonly id: ResourceId;
  readonly body: JsonObject;
  readonly current?: ResourceRecord;
  readonly principal: Principal;
  readonly apiVersion: string;
  readonly world: World;
}

/** A POST to a resource. */
export interface ActionRequest {
  readonly record: ResourceRecord;
  readonly body: JsonObject;
  readonly world: World;
}

/** Another resource that this one uses: it must exist, must not be deleted, and using it takes a right on it. */
export interface Reference {
  readonly id: string;
  /** Such as `Microsoft.Network/virtualNetworks/subnets/join/action`. */
  readonly action: string;
}

/** How a write or a delete goes: answered when done, or accepted and done later. */
export type Manner = "immediate" | "longRunning";

/** One resource type as the engine serves it: an entry of the table in `types/table.ts`. */
export interface ResourceType {
  readonly type: string;
  readonly apiVersions: readonly string[];
  /** Whether it has a region of its own. */
  readonly hasLocation: boolean;
  /** Where it can be, if not in any of Azure's regions: DNS zones are `global`. */
  readonly locations?: readonly string[];
  /** Members of a PUT body without which it is refused, as dotted paths. */
  readonly required?: readonly string[];
  /** Members of the envelope, beside location and properties, that are kept. */
  readonly envelope?: readonly string[];
  readonly writes: Manner;
  readonly deletes: Manner;
  /** `properties.provisioningState` while it is being created; absent where the type has no such property. */
  readonly creatingState?: string;
  /** Whether the deleted resource comes back as the answer to the DELETE. */
  readonly answersWithDeleted?: boolean;
  /** Whether tags can be changed by PATCH. */
  readonly patchable?: boolean;
  /** Whether the envelope has `etag`. */
  readonly etag?: "etag" | "eTag";
  /** Whether the envelope has `systemData`. */
  readonly systemData?: boolean;
  /** What a write must not overlap with; default: the resource itself, what is above it and what is below. */
  lockOf?(id: string): string;
  /** The refusal of a request on a resource on which an operation is running; none where that is allowed. */
  busy?(request: BusyRequest): ArmError | undefined;
  /** The body of a PUT with what it leaves to other resources. */
  complete?(body: JsonObject, world: World): JsonObject;
  /** Refuses a PUT; runs before anything is decided. */
  admit?(request: PutRequest): void;
  /** The properties as Azure keeps them: what was sent, with the defaults and generated values. */
  properties(request: PutRequest): JsonObject;
  /** Further members of the envelope than those taken over from the body. */
  envelopeOf?(request: PutRequest): JsonObject;
  /** What the server keeps and does not show. */
  hidden?(request: PutRequest): JsonObject;
  /** Resources that come and go in the same write: subnets given inside their network, say. */
  alongside?(request: PutRequest, record: ResourceRecord): Change;
  references?(record: ResourceRecord): readonly Reference[];
  missing?(reference: Reference, record: ResourceRecord): ArmError;
  /** Does what takes time, after the request was accepted; returns what has to be changed when it is done. */
  settle?(record: ResourceRecord, world: World): Promise<Change>;
  /** Refuses to delete. */
  checkDelete?(record: ResourceRecord, world: World): void;
  /** What changes with a delete that is immediate. */
  leaves?(record: ResourceRecord, world: World): Change;
  /** Does what takes time in a delete; returns what goes with the resource. */
  dismantle?(record: ResourceRecord, world: World): Promise<Change>;
  /** The resource as it is shown, where that differs from what is kept. */
  render?(record: ResourceRecord, world: World): JsonObject;
  /** A resource that is always there and not kept. */
  builtIn?(id: ResourceId, world: World): ResourceRecord | undefined;
  /** The resources that a listing at a scope has beside those that are kept at and below it. */
  alsoListed?(scope: string, world: World): readonly ResourceRecord[];
  /** What can be POSTed to a resource, by name in lower case. */
  readonly actions?: Readonly<Record<string, (request: ActionRequest) => JsonObject>>;
  /** What can be read of a resource beside itself, by name in lower case. */
  readonly views?: Readonly<Record<string, (record: ResourceRecord, world: World) => JsonObject>>;
  /** What a POST does to a resource, by name in lower case. */
  readonly deeds?: Readonly<Record<string, Deed>>;
}

/** Something that is done to a resource as a whole, and answered without a body. */
export interface Deed {
  readonly manner: Manner;
  /** What changes at once; what takes time is for `settle`. */
  readonly change: (record: ResourceRecord, world: World) => Change;
}

/** A request that came while an operation was running. */
export interface BusyRequest {
  readonly method: "PUT" | "PATCH" | "DELETE";
  readonly id: string;
  readonly operation: {
    readonly id: string;
    readonly kind: "put" | "delete";
    readonly resourceId: string;
    readonly startTime: string;
  };
}
