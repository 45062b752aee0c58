import { createHash } from "node:crypto";

/** @see https://learn.microsoft.com/azure/templates/microsoft.standbypool/standbycontainergrouppools */
const LONGEST = 24;
const HASH_LENGTH = 8;

/** The name of a fleet's standby pool: the fleet's, cut to what Azure takes and kept apart by a hash where it is longer. */
export function standbyPoolName(fleet: string): string {
  if (fleet.length >= 3 && fleet.length <= LONGEST) return fleet;
  const hash = createHash("sha256").update(fleet).digest("hex").slice(0, HASH_LENGTH);
  return `${fleet.slice(0, LONGEST - HASH_LENGTH - 1)}-${hash}`;
}
