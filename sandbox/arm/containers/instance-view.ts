import { isObject, objectAt, objectsAt, textAt, type Json, type JsonObject } from "../json";
import type { ResourceRecord } from "../store";

/** Members that ACI takes and never gives back. @see azure-rest-api-specs, containerInstance.json ("not be returned") */
const SECRETS = new Set(["password", "secureValue", "storageAccountKey", "workspaceKey"]);

/** A group as it is at a moment: starting until the end of its cold start, then running. */
export function groupAt(record: ResourceRecord, now: Date): JsonObject {
  const readyAt = textAt(record.hidden, "readyAt") ?? "";
  const running = now.getTime() >= Date.parse(readyAt);
  const properties = withoutSecrets(objectAt(record.body, "properties"));
  if (!isObject(properties)) return record.body;
  return {
    ...record.body,
    properties: {
      ...properties,
      containers: objectsAt(properties, "containers").map((container) => containerAt(container, running, readyAt)),
      ...addressAt(record, properties, running),
      instanceView: { events: [], state: running ? "Running" : "Pending" },
    },
  };
}

function containerAt(container: JsonObject, running: boolean, readyAt: string): JsonObject {
  const currentState = running
    ? { state: "Running", startTime: readyAt, detailStatus: "" }
    : { state: "Waiting", detailStatus: "CreatingContainer" };
  const instanceView = { restartCount: 0, currentState, events: events(container, running, readyAt) };
  return { ...container, properties: { ...objectAt(container, "properties"), instanceView } };
}

function events(container: JsonObject, running: boolean, readyAt: string): readonly JsonObject[] {
  if (!running) return [];
  const event = (name: string, message: string): JsonObject => ({
    count: 1,
    firstTimestamp: readyAt,
    lastTimestamp: readyAt,
    name,
    message,
    type: "Normal",
  });
  const image = textAt(container, "properties.image") ?? "";
  return [event("Pulled", `Successfully pulled image "${image}"`), event("Started", "Started container")];
}

/** A group in a subnet has its address from when it runs. */
function addressAt({ hidden }: ResourceRecord, properties: JsonObject, running: boolean): JsonObject {
  const ip = textAt(hidden, "address");
  const asked = objectAt(properties, "ipAddress");
  if (ip === undefined) return {};
  const address = { ports: [], ...asked, type: "Private" };
  return { ipAddress: running ? { ...address, ip } : address };
}

function withoutSecrets(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((entry: Json) => withoutSecrets(entry) ?? null);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !SECRETS.has(key));
  return Object.fromEntries(kept.map(([key, member]) => [key, key === "secret" ? {} : withoutSecrets(member)]));
}
