import { type Duplex, pipeline } from "node:stream";

/** Has what comes from each of two connections go to the other: all of it, also after one of them has said its last. */
export function join(one: Duplex, other: Duplex): void {
  // One that breaks takes the other along.
  pipeline(one, other, () => undefined);
  pipeline(other, one, () => undefined);
}
