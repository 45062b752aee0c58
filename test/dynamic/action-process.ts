import { text } from "node:stream/consumers";

interface Call {
  readonly actions: string;
  readonly action: string;
  readonly args: readonly unknown[];
  readonly config?: Readonly<Record<string, string>>;
}

type Actions = Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>;

/** Does one action as the process of Pulumi's dynamic resources does: required by its package's name, configured first. */
async function main(): Promise<void> {
  const { actions, action, args, config = {} } = JSON.parse(await text(process.stdin)) as Call;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- what the state's own text does
  const loaded = require(`pulumi-aks-elastic/dynamic/${actions}`) as Actions;
  await loaded["configure"]?.({ config: { get: (key: string) => config[key] } });
  const outcome = await loaded[action]?.(...args).then(
    (result) => ({ result }),
    (error: unknown) => ({ error: { ...(error as object), message: error instanceof Error ? error.message : error } }),
  );
  // The engine ends such a process as well, whatever timers of Azure's clients still run.
  process.stdout.write(JSON.stringify(outcome), () => process.exit());
}

void main();
