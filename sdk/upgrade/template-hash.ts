import { createHash } from "node:crypto";
import { canonical } from "../canonical";
import { TIER_LABEL } from "../pods/labels";

/**
 * Tells one pod template from another: the same for templates that differ in nothing but the order of their members and
 * the label that names their tier.
 */
export function templateHash(template: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(canonical(withoutTier(template))))
    .digest("hex")
    .slice(0, 32);
}

function withoutTier(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTier);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([name]) => name !== TIER_LABEL);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutTier(member)]));
}
