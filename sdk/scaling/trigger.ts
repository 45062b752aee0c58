import type { Check } from "../check";

/** What a user may say about the Azure identity by which KEDA reads a metric. */
export interface WorkloadIdentityArgs {
  readonly clientId?: string | undefined;
  readonly tenantId?: string | undefined;
}

/** What a user may say about a queue of Azure Service Bus. */
export interface ServiceBusQueueArgs {
  readonly namespace: string;
  readonly queueName: string;
  readonly messagesPerReplica: number;
  readonly workloadIdentity?: WorkloadIdentityArgs | undefined;
}

/** What a user may say about a Prometheus query. */
export interface PrometheusArgs {
  readonly serverAddress: string;
  readonly query: string;
  readonly valuePerReplica: number;
  readonly workloadIdentity?: WorkloadIdentityArgs | undefined;
}

/** What a user may say about any of KEDA's scalers. */
export interface TriggerArgs {
  readonly type: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly valuePerReplica: number;
  readonly workloadIdentity?: WorkloadIdentityArgs | undefined;
  readonly authenticationRef?: string | undefined;
}

/** The Azure identity by which KEDA reads a metric; that of KEDA itself where it names none. */
export interface WorkloadIdentitySpec {
  readonly clientId?: string;
  readonly tenantId?: string;
}

/** A metric that KEDA reads, complete and checked. */
export interface TriggerSpec {
  /** Name of the KEDA scaler. */
  readonly type: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** How much of the metric one replica is for. */
  readonly valuePerReplica: number;
  /** Present where KEDA signs in to Azure, which takes a TriggerAuthentication of the service's own. */
  readonly workloadIdentity?: WorkloadIdentitySpec;
  /** Name of a TriggerAuthentication that somebody else made. */
  readonly authenticationRef?: string;
}

const TEXT = { pattern: /\S/, description: "a text that is not empty" };
const OBJECT_NAME = {
  pattern: /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/,
  description: "the name of a TriggerAuthentication: lower-case letters, digits, dots and hyphens",
};
const SCALER = { pattern: /^[a-z][-a-z0-9]*$/, description: "the name of a KEDA scaler, such as rabbitmq" };
const GUID = { pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, description: "a GUID" };

/** @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftservicebus */
const SERVICE_BUS_NAMESPACE = {
  pattern: /^[a-zA-Z][-a-zA-Z0-9]{4,48}[a-zA-Z0-9]$/,
  description: "the name of a Service Bus namespace without its domain: 6 to 50 letters, digits and hyphens",
};
/** @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftservicebus */
const QUEUE = {
  pattern: /^[a-zA-Z0-9]([-._/a-zA-Z0-9]{0,258}[a-zA-Z0-9])?$/,
  description: "the name of a queue: 1 to 260 letters, digits, dots, hyphens, underscores and slashes",
};
const SERVER_ADDRESS = { pattern: /^https?:\/\/\S+$/, description: "an http or https address" };

/** @see https://keda.sh/docs/latest/scalers/azure-service-bus/ */
export function serviceBusTrigger(args: ServiceBusQueueArgs, check: Check): TriggerSpec {
  return {
    type: "azure-servicebus",
    metadata: {
      namespace: check.text("namespace", args.namespace, SERVICE_BUS_NAMESPACE),
      queueName: check.text("queueName", args.queueName, QUEUE),
    },
    valuePerReplica: check.wholeNumber("messagesPerReplica", args.messagesPerReplica, { min: 1 }),
    workloadIdentity: workloadIdentity(args.workloadIdentity ?? {}, check),
  };
}

/** @see https://keda.sh/docs/latest/scalers/prometheus/ */
export function prometheusTrigger(args: PrometheusArgs, check: Check): TriggerSpec {
  const valuePerReplica = share(args.valuePerReplica, check);
  return {
    type: "prometheus",
    metadata: {
      serverAddress: check.text("serverAddress", args.serverAddress, SERVER_ADDRESS),
      query: check.text("query", args.query, TEXT),
      // KEDA wants one though the formula's target takes its place.
      threshold: String(valuePerReplica),
    },
    valuePerReplica,
    ...optionalIdentity(args, check),
  };
}

/** @see https://keda.sh/docs/latest/scalers/ */
export function anyTrigger(args: TriggerArgs, check: Check): TriggerSpec {
  const type = check.text("type", args.type, SCALER);
  if (type === "cpu" || type === "memory") {
    check.problem("type", `must not be "${type}", which has an argument of its own: ${type}Percent`);
  }
  if (args.workloadIdentity !== undefined && args.authenticationRef !== undefined) {
    check.problem(
      "authenticationRef",
      "must be left out where workloadIdentity is given: KEDA signs in by one of them",
    );
  }
  return {
    type,
    metadata: metadata(args.metadata, check),
    valuePerReplica: share(args.valuePerReplica, check),
    ...optionalIdentity(args, check),
    ...(args.authenticationRef === undefined
      ? {}
      : { authenticationRef: check.text("authenticationRef", args.authenticationRef, OBJECT_NAME) }),
  };
}

/** More than nothing, and no finer than the thousandths in which Kubernetes counts. */
function share(value: unknown, check: Check): number {
  if (typeof value === "number" && Number.isFinite(value) && value >= 0.001) return value;
  const got = typeof value === "number" ? String(value) : JSON.stringify(value);
  check.problem("valuePerReplica", value === undefined ? "is required" : `must be a number, 0.001 or more; got ${got}`);
  return 1;
}

function metadata(given: unknown, check: Check): Readonly<Record<string, string>> {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    check.problem(
      "metadata",
      "must be an object whose values are texts, as KEDA's documentation of the scaler has them",
    );
    return {};
  }
  const entries = Object.entries(given).map(([key, value]): [string, string] => {
    // KEDA takes texts alone, and a value may be a secret that no message may show.
    if (typeof value !== "string") check.problem(`metadata.${key}`, `must be a text; got a ${typeof value}`);
    return [key, String(value)];
  });
  return Object.fromEntries(entries);
}

function optionalIdentity(
  args: { readonly workloadIdentity?: WorkloadIdentityArgs | undefined },
  check: Check,
): Pick<TriggerSpec, "workloadIdentity"> {
  return args.workloadIdentity === undefined
    ? {}
    : { workloadIdentity: workloadIdentity(args.workloadIdentity, check) };
}

/** @see https://keda.sh/docs/latest/authentication-providers/azure-ad-workload-identity/ */
function workloadIdentity({ clientId, tenantId }: WorkloadIdentityArgs, check: Check): WorkloadIdentitySpec {
  const within = check.within("workloadIdentity");
  if (tenantId !== undefined && clientId === undefined) {
    within.problem("clientId", "is required where tenantId is given: KEDA's own identity has a tenant already");
  }
  return {
    ...(clientId === undefined ? {} : { clientId: within.text("clientId", clientId, GUID) }),
    ...(tenantId === undefined ? {} : { tenantId: within.text("tenantId", tenantId, GUID) }),
  };
}
