import { numberWithin, parsed, UsageError } from "../../sandbox/commands/usage";
import { FaultName, type VmChoice } from "./fault";

/** The default number of times that a tier is broken and mended by `flap`. */
const DEFAULT_TIMES = 3;
/** The default time for looking and telling, in seconds. */
const DEFAULT_SLACK_SECONDS = 5;

const OPTIONS = {
  namespace: { type: "string", short: "n", default: "default" },
  cluster: { type: "string" },
  pool: { type: "string" },
  zone: { type: "string" },
  node: { type: "string" },
  period: { type: "string" },
  times: { type: "string" },
  timeout: { type: "string" },
  slack: { type: "string" },
  svg: { type: "string" },
  act: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

/** One call of `rehearse`. */
export interface RehearseCall {
  /** Which sandbox. */
  readonly name: string;
  readonly fault: FaultName;
  readonly service: string;
  readonly namespace: string;
  /** @default - the one to which `KUBECONFIG` leads */
  readonly cluster: string | undefined;
  /** @default - the pool on which the service runs */
  readonly vms: VmChoice | undefined;
  /** How long a tier is broken, and then well, by `flap`, in seconds. @default - a little longer than it takes to move */
  readonly period: number | undefined;
  /** How often it is broken by `flap`. */
  readonly times: number;
  /** How long to wait until the replicas are ready again, and until they are home, in seconds. @default - by the target */
  readonly timeout: number | undefined;
  /** What looking and telling may take, and the pods that a fault takes to go, in seconds. */
  readonly slackSeconds: number;
  /** The file to write the plot to. @default - none is drawn */
  readonly svg: string | undefined;
  readonly acts: boolean;
  readonly isJson: boolean;
}

/** Reads what stands behind `rehearse`. @throws UsageError that says what is wrong. */
export function rehearseCall(args: readonly string[]): RehearseCall {
  const { values, positionals } = parsed(args, OPTIONS);
  const [word, service, ...rest] = positionals;
  const fault = faultNamed(word);
  if (service === undefined) throw new UsageError(`rehearse ${fault}: name a service`);
  if (rest.length > 0) throw new UsageError(`rehearse ${fault}: unexpected argument "${rest.join(" ")}"`);
  const { pool, zone, node, period, times, timeout, slack } = values;
  const isOfVms = fault === FaultName.vmLoss || fault === FaultName.flap;
  refuseForeign({ pool, zone, node }, isOfVms, "vm-loss and flap");
  refuseForeign({ period, times }, fault === FaultName.flap, "flap");
  return {
    name: values.name,
    fault,
    service,
    namespace: values.namespace,
    cluster: values.cluster,
    vms: pool === undefined && zone === undefined && node === undefined ? undefined : given({ pool, zone, node }),
    period: period === undefined ? undefined : seconds("--period", period),
    times: numberWithin("--times", times ?? String(DEFAULT_TIMES), { least: 2, most: 100 }),
    timeout: timeout === undefined ? undefined : seconds("--timeout", timeout),
    slackSeconds: slack === undefined ? DEFAULT_SLACK_SECONDS : seconds("--slack", slack),
    svg: values.svg,
    acts: values.act,
    isJson: values.json,
  };
}

function faultNamed(word: string | undefined): FaultName {
  const names = Object.values(FaultName);
  const found = names.find((name) => name === word);
  if (found !== undefined) return found;
  const known = names.join(", ");
  throw new UsageError(
    word === undefined ? `rehearse: name a fault: ${known}` : `rehearse: no fault "${word}"; there are ${known}`,
  );
}

function refuseForeign(options: Readonly<Record<string, unknown>>, areOwn: boolean, owner: string): void {
  const foreign = areOwn ? [] : Object.keys(options).filter((option) => options[option] !== undefined);
  if (foreign.length > 0) throw new UsageError(`--${foreign.join(", --")}: belongs to rehearse ${owner}`);
}

function given({ pool, zone, node }: Readonly<Record<"pool" | "zone" | "node", string | undefined>>): VmChoice {
  return {
    ...(pool === undefined ? {} : { pool }),
    ...(zone === undefined ? {} : { zone }),
    ...(node === undefined ? {} : { node }),
  };
}

function seconds(option: string, text: string): number {
  return numberWithin(option, text, { least: 1, most: 86_400, whole: false });
}
