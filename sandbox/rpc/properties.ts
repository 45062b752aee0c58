import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isList, isObject, mapValues } from "./property-value";
import { UNKNOWN, type Properties, type PropertyValue } from "./provider";

/** The key that marks an object as something special, and what its value says (pulumi/sdk `resource/sig/sig.go`). */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const RESOURCE_REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT_VALUE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** The engine has a sentinel for each type of an unknown (pulumi/pkg `resource/plugin/rpc.go`); here one is enough. */
const SENTINELS: ReadonlySet<string> = new Set([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/**
 * Reads properties as the engine sends them. Secrets are unwrapped, a resource becomes its id, every unknown becomes
 * `UNKNOWN`.
 *
 * @throws for assets and archives, which none of the sandbox's resources takes
 */
export function decodeProperties(struct: Struct | undefined): Properties {
  if (struct === undefined) return {};
  return mapValues(struct.toJavaScript(), (value, key) => decodeValue(value as PropertyValue, key));
}

function decodeValue(value: PropertyValue, path: string): PropertyValue {
  if (typeof value === "string") return SENTINELS.has(value) ? UNKNOWN : value;
  if (isList(value)) return value.map((item, index) => decodeValue(item, `${path}[${index}]`));
  if (!isObject(value)) return value;
  return SIGNATURE_KEY in value
    ? decodeSigned(value, path)
    : mapValues(value, (item, key) => decodeValue(item, `${path}.${key}`));
}

function decodeSigned(value: Properties, path: string): PropertyValue {
  switch (value[SIGNATURE_KEY]) {
    case SECRET:
    case OUTPUT_VALUE:
      return value["value"] === undefined ? UNKNOWN : decodeValue(value["value"], path);
    case RESOURCE_REFERENCE:
      return value["id"] === undefined ? (value["urn"] ?? UNKNOWN) : decodeValue(value["id"], path);
    case ASSET:
    case ARCHIVE:
      throw new Error(`${path}: assets and archives are not supported by the sandbox's providers`);
    default:
      throw new Error(`${path}: the engine sent a kind of value that the sandbox does not know`);
  }
}

/** Writes properties as the engine reads them; those at the top level that `secrets` names are marked as secret. */
export function encodeProperties(properties: Properties, secrets: readonly string[] = []): Struct {
  const marked = mapValues(properties, (value, key) =>
    secrets.includes(key) ? { [SIGNATURE_KEY]: SECRET, value } : value,
  );
  return Struct.fromJavaScript(withoutAbsent(marked));
}

/** An optional property may be spelled out as `undefined`, which the wire has no word for. */
function withoutAbsent(properties: Properties): Properties {
  const present = Object.entries(properties).filter(([, value]) => (value as PropertyValue | undefined) !== undefined);
  return mapValues(Object.fromEntries(present), (value) => {
    if (isList(value)) return value.map((item) => (isObject(item) ? withoutAbsent(item) : item));
    return isObject(value) ? withoutAbsent(value) : value;
  });
}
