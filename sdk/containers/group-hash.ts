import { createHash } from "node:crypto";
import { canonical } from "../canonical";

/** Tells one version of a container group from another: the same for those that differ in the order of members alone. */
export function groupHash(template: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(canonical(template)))
    .digest("hex")
    .slice(0, 32);
}
