import { PRIVATE_DNS_VERSIONS } from "../api-versions";
import { badRequest, conflict } from "../arm-error";
import { objectAt, textAt, withDefaults, without, type JsonObject } from "../json";
import { nameOf, parseId, type ResourceId } from "../resource-id";
import type { PutRequest, ResourceType } from "../resource-type";
import type { ResourceRecord } from "../store";
import { newRecord, type World } from "../world";
import { PRIVATE_ZONE_TYPE } from "./private-dns";

/** The member that holds the records, by the type of a record set. */
const RECORDS: Readonly<Record<string, string>> = {
  A: "aRecords",
  AAAA: "aaaaRecords",
  CNAME: "cnameRecord",
  MX: "mxRecords",
  PTR: "ptrRecords",
  SOA: "soaRecord",
  SRV: "srvRecords",
  TXT: "txtRecords",
};

const TYPES: readonly string[] = Object.keys(RECORDS).map(typeOf);

/** The sets of records in private DNS zones: a resource type for each type of record. */
export const privateRecordSets: readonly ResourceType[] = Object.keys(RECORDS).map(recordSets);

function typeOf(recordType: string): string {
  return `${PRIVATE_ZONE_TYPE}/${recordType}`;
}

function recordSets(recordType: string): ResourceType {
  return {
    type: typeOf(recordType),
    apiVersions: PRIVATE_DNS_VERSIONS,
    hasLocation: false,
    writes: "immediate",
    deletes: "immediate",
    admit: (request) => {
      checkRecordSet(request, recordType);
    },
    properties: ({ id, body }) => ({
      ...withDefaults(without(objectAt(body, "properties"), "fqdn", "isAutoRegistered", "provisioningState"), {
        ttl: 3600,
      }),
      ...derived(id),
    }),
    render: (record) => ({ etag: record.etag, ...record.body }),
    ...(recordType === "SOA" ? { builtIn: startOfAuthority, checkDelete: refuseToDelete } : {}),
  };
}

function derived({ text, name }: Pick<ResourceId, "text" | "name">): JsonObject {
  const zone = zoneOf(text);
  return { fqdn: name === "@" ? `${zone}.` : `${name}.${zone}.`, isAutoRegistered: false };
}

/** The rules are DNS' and Azure's own; codes and words are ours. */
function checkRecordSet({ id, body, world }: PutRequest, recordType: string): void {
  const properties = objectAt(body, "properties");
  const others = Object.values(RECORDS).filter((member) => member !== RECORDS[recordType]);
  const [foreign] = others.filter((member) => (properties[member] ?? null) !== null);
  if (foreign !== undefined) {
    throw badRequest("BadRequest", `The record set '${id.name}' of type '${recordType}' cannot have '${foreign}'.`);
  }
  if (recordType !== "CNAME") return;
  const [other] = world
    .below(zoneId(id.text))
    .filter(
      (record) => nameOf(record.id) === id.name && record.type !== typeOf("CNAME") && TYPES.includes(record.type),
    );
  if (other === undefined) return;
  throw badRequest(
    "CNAMERecordConflict",
    `The record set '${id.name}' of type 'CNAME' cannot be created because record sets of other types have the same name.`,
  );
}

function zoneId(recordId: string): string {
  return recordId.split("/").slice(0, 9).join("/");
}

function zoneOf(recordId: string): string {
  return nameOf(zoneId(recordId));
}

/** The values are those of an Azure private zone's own. */
function startOfAuthority(id: ResourceId, world: World): ResourceRecord | undefined {
  const zone = id.parent === undefined ? undefined : world.find(id.parent);
  if (zone === undefined || id.name !== "@") return undefined;
  const soaRecord = {
    email: "azureprivatedns-host.microsoft.com",
    expireTime: 2_419_200,
    host: "azureprivatedns.net",
    minimumTtl: 10,
    refreshTime: 3600,
    retryTime: 300,
    serialNumber: 1,
  };
  const properties = { ttl: 3600, soaRecord, ...derived(parseId(`${zone.id}/SOA/@`) ?? id) };
  return newRecord({ id: `${zone.id}/SOA/@`, type: typeOf("SOA") }, { body: { properties } });
}

/** That it stays is documented; the words are ours. */
function refuseToDelete(record: ResourceRecord): void {
  throw conflict(
    "BadRequest",
    `The record set '${textAt(record.body, "properties.fqdn") ?? ""}' of type 'SOA' cannot be deleted.`,
  );
}
