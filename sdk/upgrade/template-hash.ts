import { createHash } from "node:crypto";
import { TIER_LABEL } from "../pods/labels";

/**
 * Tells one pod template from another: the same for templates that differ in nothing but the order of their members and
 * the label that names their tier.
 */
export function templateHash(template: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(canonical(template)))
    .digest("hex")
    .slice(0, 32);
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([name, member]) => name !== TIER_LABEL && member !== undefined);
  return Object.fromEntries(
    members.sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, member]) => [name, canonical(member)]),
  );
}
