/** How often is looked, in milliseconds. */
const GLANCE_MS = 100;

/** The least that `count` came to at any time while something was done. */
export async function fewestDuring(operation: Promise<unknown>, count: () => Promise<number>): Promise<number> {
  let [fewest, isOver] = [Infinity, false];
  const done = operation.finally(() => (isOver = true));
  while (!isOver) {
    fewest = Math.min(fewest, await count());
    await new Promise((resolve) => setTimeout(resolve, GLANCE_MS));
  }
  await done;
  return fewest;
}
