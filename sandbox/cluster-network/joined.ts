import { setMaxListeners } from "node:events";
import { type Duplex, pipeline } from "node:stream";

/** Two pipelines put more than Node's 10 listeners on each connection; a leak would be far more. */
const mostListeners = 20;

/** Has what comes from each of two connections go to the other: all of it, also after one of them has said its last. */
export function join(one: Duplex, other: Duplex): void {
  setMaxListeners(mostListeners, one, other);
  // One that breaks takes the other along.
  pipeline(one, other, () => undefined);
  pipeline(other, one, () => undefined);
}
