import { randomUUID } from "node:crypto";
import { ArmError } from "./arm-error";
import { textAt } from "./json";
import { idKey, resourceGroupOf, RESOURCE_GROUP_TYPE } from "./resource-id";
import { operationFailed } from "./mishaps";
import type { BusyRequest, ResourceType } from "./resource-type";
import type { Change, OperationRecord, ResourceRecord, Store } from "./store";
import { withProperties, type World } from "./world";

/** The long-running operations: starts them, carries them out, says what runs. */
export class Operations {
  private readonly pending = new Set<Promise<void>>();

  constructor(
    private readonly world: World,
    private readonly store: Store,
  ) {}

  /** Throws what the type answers to a request on a resource on which an operation is running. */
  checkFree(type: ResourceType, request: Pick<BusyRequest, "method" | "id">): void {
    const lock = (ofType: ResourceType | undefined, id: string): string => idKey(ofType?.lockOf?.(id) ?? id);
    const wanted = lock(type, request.id);
    const operation = this.store.running().find((running) => {
      const { resourceId, resourceType } = running;
      if (running.kind === "put" && this.concerned(running) === undefined) return false;
      const held = lock(this.world.typeOf(resourceType), resourceId);
      return held === wanted || held.startsWith(`${wanted}/`) || wanted.startsWith(`${held}/`);
    });
    if (operation === undefined) return;
    const refusal = type.busy?.({ ...request, operation });
    if (refusal !== undefined) throw refusal;
  }

  /** Writes a change together with the operation that carries it on. */
  start(kind: OperationRecord["kind"], record: ResourceRecord, change: Change): OperationRecord {
    const operation: OperationRecord = {
      id: randomUUID(),
      kind,
      resourceId: record.id,
      resourceType: record.type,
      status: "InProgress",
      startTime: new Date().toISOString(),
    };
    this.world.commit({ ...change, operation });
    this.carryOut(operation);
    return operation;
  }

  /** Carries on with what was under way when the server last stopped. */
  resume(): void {
    for (const operation of this.store.running()) this.carryOut(operation);
  }

  find(id: string): OperationRecord | undefined {
    return this.store.operation(id);
  }

  /** Waits until every operation has ended or was interrupted. */
  async settled(): Promise<void> {
    await Promise.all(this.pending);
  }

  private carryOut(operation: OperationRecord): void {
    const run = this.run(operation).finally(() => this.pending.delete(run));
    this.pending.add(run);
  }

  private async run(operation: OperationRecord): Promise<void> {
    try {
      const [change] = await Promise.all([
        operation.kind === "put" ? this.settle(operation) : this.dismantle(operation),
        this.world.pass(this.world.surroundings.operationSeconds),
      ]);
      this.end(operation, change);
    } catch (error) {
      if (!this.world.closed) this.fail(operation, error);
    }
  }

  /** What an operation is about; nothing where that was deleted meanwhile, even if there is another of its name by now. */
  private concerned({ resourceId, startTime }: OperationRecord): ResourceRecord | undefined {
    const record = this.world.find(resourceId);
    return record !== undefined && record.createdAt <= startTime ? record : undefined;
  }

  private async settle(operation: OperationRecord): Promise<Change> {
    const record = this.concerned(operation);
    if (record === undefined) return {};
    const change = (await this.world.typeOf(record.type)?.settle?.(record, this.world)) ?? {};
    // Half-way: what was set up for the resource is there, and nobody is told of it.
    this.failOnPurpose(record);
    return change;
  }

  private async dismantle({ resourceId }: OperationRecord): Promise<Change> {
    const record = this.world.find(resourceId);
    if (record === undefined) return {};
    this.failOnPurpose(record);
    return dismantled(record, this.world);
  }

  private failOnPurpose(record: ResourceRecord): void {
    const mishap = this.world.mishap("failOperation", record);
    if (mishap !== undefined) throw operationFailed(mishap, record.id);
  }

  private end(operation: OperationRecord, change: Change): void {
    const put = change.put ?? [];
    const changedHere = put.find(({ id }) => idKey(id) === idKey(operation.resourceId));
    const record = changedHere ?? this.world.find(operation.resourceId);
    const others = put.filter((other) => other !== changedHere);
    const gone = operation.kind === "put" && this.concerned(operation) === undefined;
    const finished =
      operation.kind === "put" && record !== undefined && !gone ? [this.inState(record, "Succeeded")] : [];
    const status = gone ? "Canceled" : "Succeeded";
    this.world.commit({
      ...change,
      put: gone ? [] : [...others, ...finished],
      operation: { ...operation, status, endTime: new Date().toISOString() },
    });
  }

  private fail(operation: OperationRecord, error: unknown): void {
    const failure =
      error instanceof ArmError
        ? { code: error.body.code, message: error.message }
        : { code: "InternalOperationError", message: error instanceof Error ? error.message : String(error) };
    this.world.surroundings.log(`${operation.kind} of ${operation.resourceId} failed: ${failure.message}`);
    const record = this.concerned(operation);
    // Azure rolls the state of a group back when it could not delete all that is in it.
    const state = record?.type === RESOURCE_GROUP_TYPE ? "Succeeded" : "Failed";
    this.world.commit({
      put: record === undefined ? [] : [this.inState(record, state)],
      operation: { ...operation, status: "Failed", endTime: new Date().toISOString(), error: failure },
    });
  }

  private inState(record: ResourceRecord, provisioningState: string): ResourceRecord {
    const { creatingState } = this.world.typeOf(record.type) ?? {};
    return creatingState === undefined ? record : withProperties(record, { provisioningState });
  }
}

/** Takes a resource apart and says what has to be removed: it, what is below it, and what its type adds. */
export async function dismantled(record: ResourceRecord, world: World): Promise<Change> {
  const more = (await world.typeOf(record.type)?.dismantle?.(record, world)) ?? {};
  return { ...more, remove: [...(more.remove ?? []), record.id] };
}

/** The region under which an operation on a resource is found. */
export function operationLocation(record: ResourceRecord, world: World): string {
  const places = [record, world.find(parentOf(record.id)), world.find(resourceGroupOf(record.id) ?? "")];
  const location = places.map((place) => textAt(place?.body, "location")).find((text) => text !== undefined);
  return location ?? "global";
}

function parentOf(id: string): string {
  return id.split("/").slice(0, -2).join("/");
}
