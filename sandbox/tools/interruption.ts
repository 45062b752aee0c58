/** The user, or the system, asked this process to end. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor(readonly signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
  }
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs work that is told by its AbortSignal, with {@link Interrupted} as the reason, when this process is asked to end.
 * The work then ends what it has started and throws. Being asked again changes nothing: npm passes Ctrl-C on to
 * processes that the terminal has already told.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interruption = new AbortController();
  const interrupt = (name: NodeJS.Signals): void => {
    interruption.abort(new Interrupted(name));
  };
  for (const name of signals) process.on(name, interrupt);
  try {
    return await work(interruption.signal);
  } finally {
    for (const name of signals) process.removeListener(name, interrupt);
  }
}
