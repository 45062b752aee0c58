import { ArgumentError, type ArgumentProblem } from "../sdk/argument-error";

/** Which service an agent looks after, and how. */
export interface AgentSettings {
  readonly service: string;
  readonly namespace: string;
  /** What the agent is called among those of its service. */
  readonly identity: string;
  /** Where it answers for its health and its metrics. */
  readonly port: number;
  /** Whether pods are asked through the API server, for an agent outside of the cluster's network. */
  readonly probesThroughApiServer: boolean;
}

const DEFAULT_PORT = 8080;

/** What `PROBE_THROUGH` may say. */
const API_SERVER = "api-server";

/**
 * Reads the environment of an agent's pod.
 *
 * @throws ArgumentError with all that is wrong
 */
export function agentSettings(environment: Readonly<Record<string, string | undefined>>): AgentSettings {
  const problems: ArgumentProblem[] = [];
  const required = (name: string): string => {
    const value = environment[name] ?? "";
    if (value === "") problems.push({ path: name, reason: "must be set" });
    return value;
  };
  const port = Number(environment["PORT"] ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    problems.push({ path: "PORT", reason: `must be a port; got ${environment["PORT"] ?? ""}` });
  }
  const through = environment["PROBE_THROUGH"];
  if (through !== undefined && through !== API_SERVER) {
    problems.push({ path: "PROBE_THROUGH", reason: `must be "${API_SERVER}", or left out; got ${through}` });
  }
  const settings = {
    service: required("SERVICE"),
    namespace: required("NAMESPACE"),
    identity: required("POD_NAME"),
    port,
    probesThroughApiServer: through === API_SERVER,
  };
  if (problems.length > 0) throw new ArgumentError(problems);
  return settings;
}
