import { isObject, type Json } from "../json";

/** Members that ACI takes and never gives back. @see azure-rest-api-specs, containerInstance.json ("not be returned") */
const SECRETS = new Set(["password", "protectedSettings", "secureValue", "storageAccountKey", "workspaceKey"]);

/** What ACI shows of what it was sent. Of a volume of secrets it does not even tell the names. */
export function withoutSecrets(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((entry: Json) => withoutSecrets(entry) ?? null);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !SECRETS.has(key));
  return Object.fromEntries(kept.map(([key, member]) => [key, shown(key, member)]));
}

/** The keys of a configuration map are the user's words. */
function shown(key: string, member: Json | undefined): Json | undefined {
  if (key === "secret") return {};
  return key === "keyValuePairs" ? member : withoutSecrets(member);
}
