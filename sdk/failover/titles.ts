import { type Tier, tierTitle } from "../placement/tier";

/** A tier at the beginning of a sentence. */
export function title(tier: Tier): string {
  const words = tierTitle(tier);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
