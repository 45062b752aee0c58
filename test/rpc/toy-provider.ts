import {
  InitializationError,
  UNKNOWN,
  type CheckRequest,
  type CheckResult,
  type CreateRequest,
  type DeleteRequest,
  type Diagnostics,
  type DiffRequest,
  type DiffResult,
  type Properties,
  type ProviderInstance,
  type ReadRequest,
  type ReadResult,
  type ResourceState,
  type ServedProvider,
  type UpdateRequest,
} from "../../sandbox/rpc/provider";

/** What happened to the instances of a toy provider. */
export interface ToyRecord {
  readonly instances: ToyInstance[];
  readonly resources: Map<string, Properties>;
}

/** A provider of toys that are kept in memory: `color` can change, a new `shape` is a new toy. */
export function toyProvider(): { readonly provider: ServedProvider; readonly record: ToyRecord } {
  const record: ToyRecord = { instances: [], resources: new Map() };
  const provider: ServedProvider = {
    name: "toy",
    version: "1.2.3",
    instance() {
      const instance = new ToyInstance(record.resources);
      record.instances.push(instance);
      return instance;
    },
  };
  return { provider, record };
}

export class ToyInstance implements ProviderInstance {
  config: Properties = {};
  cancelled = false;
  readonly seen: Properties[] = [];

  constructor(private readonly resources: Map<string, Properties>) {}

  checkConfig(news: Properties): CheckResult {
    const failures = news["owner"] === "nobody" ? [{ property: "owner", reason: "must be somebody" }] : [];
    return { inputs: news, failures };
  }

  diffConfig(olds: Properties, news: Properties): DiffResult {
    const changed = olds["owner"] !== news["owner"];
    return {
      changes: changed ? [{ path: "owner", kind: "update", replaces: true }] : [],
      deleteBeforeReplace: false,
    };
  }

  configure(config: Properties): Promise<void> {
    this.config = config;
    return Promise.resolve();
  }

  invoke(token: string, args: Properties): Promise<Properties> {
    if (token !== "toy:index:count") return Promise.reject(new Error(`unknown function ${token}`));
    return Promise.resolve({ count: this.resources.size, args });
  }

  check({ news, randomSeed }: CheckRequest): Promise<CheckResult> {
    this.seen.push(news);
    const serial = news["serial"] ?? Buffer.from(randomSeed).toString("hex").slice(0, 8);
    const failures = news["shape"] === undefined ? [{ property: "shape", reason: "is required" }] : [];
    return Promise.resolve({ inputs: { ...news, serial }, failures });
  }

  diff({ oldInputs, news }: DiffRequest): Promise<DiffResult> {
    const changes = ["color", "shape"]
      .filter((key) => oldInputs[key] !== news[key])
      .map((key) => ({
        path: key,
        kind: oldInputs[key] === undefined ? ("add" as const) : ("update" as const),
        replaces: key === "shape",
      }));
    return Promise.resolve({ changes, deleteBeforeReplace: false });
  }

  create({ name, inputs, preview }: CreateRequest, diagnostics: Diagnostics): Promise<ResourceState> {
    if (preview) return Promise.resolve({ id: UNKNOWN, state: { ...inputs, price: UNKNOWN } });
    if (inputs["color"] === "invisible") throw new Error("painting failed", { cause: new Error("no such paint") });
    const toy = { id: `toy-${name}`, state: { ...inputs, price: 5, recipe: "wood" }, secrets: ["recipe"] };
    this.resources.set(toy.id, toy.state);
    diagnostics.status("sawing");
    diagnostics.warn("the paint is wet");
    if (inputs["color"] === "sad") throw new InitializationError(toy, ["it does not smile", "it does not roll"]);
    return Promise.resolve(toy);
  }

  read({ id, inputs }: ReadRequest): Promise<ReadResult> {
    const state = this.resources.get(id);
    return Promise.resolve(state && { id, state, inputs });
  }

  update({ id, inputs, preview }: UpdateRequest): Promise<ResourceState> {
    const state = { ...inputs, price: 6 };
    if (!preview) this.resources.set(id, state);
    return Promise.resolve({ id, state });
  }

  delete({ id }: DeleteRequest): Promise<void> {
    this.resources.delete(id);
    return Promise.resolve();
  }

  cancel(): void {
    this.cancelled = true;
  }
}
