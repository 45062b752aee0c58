import { readJsonFile, writeAtomically } from "../files";
import { isObject, type Json, type JsonObject } from "./json";
import { idKey, isAtOrBelow } from "./resource-id";

/** A resource as it is kept. */
export interface ResourceRecord {
  readonly id: string;
  /** In Azure's own case, such as `Microsoft.Network/virtualNetworks`. */
  readonly type: string;
  /** When it was created and last written, for `systemData`; ISO 8601. */
  readonly createdAt: string;
  readonly modifiedAt: string;
  readonly etag: string;
  /** The envelope without id, name, type and etag: location, tags, sku, identity, properties, … */
  readonly body: JsonObject;
  /** What the server knows of it and never shows, such as a kubeconfig. */
  readonly hidden: JsonObject;
}

/** A long-running operation as it is kept. */
export interface OperationRecord {
  readonly id: string;
  readonly kind: "put" | "delete";
  readonly resourceId: string;
  readonly resourceType: string;
  readonly status: "InProgress" | "Succeeded" | "Failed" | "Canceled";
  readonly startTime: string;
  readonly endTime?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

/** What one write puts and removes, all of it or nothing. */
export interface Change {
  readonly put?: readonly ResourceRecord[];
  /** Ids that go, with everything below them. */
  readonly remove?: readonly string[];
  readonly operation?: OperationRecord;
}

/** How many finished operations are kept for those who still ask. */
const KEPT_OPERATIONS = 500;

/** The resources and operations of the sandbox's Azure, kept in a JSON file that is written before a request is answered. */
export class Store {
  private readonly resources = new Map<string, ResourceRecord>();
  private readonly operations = new Map<string, OperationRecord>();
  /** What the user should know, such as a file that was moved aside. */
  readonly warnings: readonly string[];

  constructor(private readonly file: string) {
    const { value, moved } = readJsonFile(file, acceptDocument);
    for (const resource of value?.resources ?? []) this.resources.set(idKey(resource.id), resource);
    for (const operation of value?.operations ?? []) this.operations.set(operation.id, operation);
    this.warnings =
      moved === undefined
        ? []
        : [`${file} could not be read as the sandbox's Azure; it is now ${moved}, and the sandbox's Azure is empty`];
  }

  find(id: string): ResourceRecord | undefined {
    return this.resources.get(idKey(id));
  }

  all(): readonly ResourceRecord[] {
    return [...this.resources.values()];
  }

  operation(id: string): OperationRecord | undefined {
    return this.operations.get(id);
  }

  running(): readonly OperationRecord[] {
    return [...this.operations.values()].filter(({ status }) => status === "InProgress");
  }

  /** Makes a change and writes the file; when this returns, a crash can no longer undo it. */
  commit(change: Change): void {
    for (const id of change.remove ?? []) this.drop(id);
    for (const record of change.put ?? []) this.resources.set(idKey(record.id), record);
    if (change.operation !== undefined) this.operations.set(change.operation.id, change.operation);
    this.forgetOldOperations();
    const document = { version: 1, resources: this.all(), operations: [...this.operations.values()] };
    writeAtomically(this.file, `${JSON.stringify(document)}\n`);
  }

  private drop(id: string): void {
    for (const record of this.all()) {
      if (isAtOrBelow(record.id, id)) this.resources.delete(idKey(record.id));
    }
  }

  private forgetOldOperations(): void {
    for (const [id, { status }] of this.operations) {
      if (this.operations.size <= KEPT_OPERATIONS) return;
      if (status !== "InProgress") this.operations.delete(id);
    }
  }
}

interface StoreDocument {
  readonly version: 1;
  readonly resources: readonly ResourceRecord[];
  readonly operations: readonly OperationRecord[];
}

function acceptDocument(value: unknown): StoreDocument {
  const { version, resources, operations } = (isObject(value) ? value : {}) as Partial<StoreDocument>;
  const lists: readonly unknown[] = [resources, operations];
  if (version !== 1 || !lists.every(Array.isArray)) throw new Error("not a store of the sandbox's Azure");
  if (!(resources ?? []).every(isRecord) || !(operations ?? []).every(isOperation)) {
    throw new Error("the store of the sandbox's Azure has an entry that is not a resource or an operation");
  }
  return { version, resources: resources ?? [], operations: operations ?? [] };
}

function isRecord(value: unknown): boolean {
  const record = value as Json;
  return (
    isObject(record) &&
    typeof record["id"] === "string" &&
    typeof record["type"] === "string" &&
    isObject(record["body"])
  );
}

function isOperation(value: unknown): boolean {
  const operation = value as Json;
  return isObject(operation) && typeof operation["id"] === "string" && typeof operation["resourceId"] === "string";
}
