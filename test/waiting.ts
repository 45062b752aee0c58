/**
 * Looks again and again until `look` returns something other than `undefined`.
 *
 * @param what - what is awaited, for the error
 * @param timeoutMs - how long to look at most
 * @throws Error that says what was awaited and what the last look saw
 */
export async function awaited<T>(what: string, timeoutMs: number, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    // Also the last look begins after the deadline: a machine that stood still meanwhile takes nothing away from what came.
    const isLast = Date.now() >= deadline;
    const seen = await look().catch((error: unknown) => {
      lastError = error;
      return undefined;
    });
    if (seen !== undefined) return seen;
    if (isLast) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`awaited ${what} for ${timeoutMs / 1000} s in vain`, { cause: lastError });
}
