import { ArgumentError, type ArgumentProblem } from "../sdk/argument-error";

/** Which service an agent looks after, and how. */
export interface AgentSettings {
  readonly service: string;
  readonly namespace: string;
  /** What the agent is called among those of its service. */
  readonly identity: string;
  /** Where it answers for its health and its metrics. */
  readonly port: number;
}

const DEFAULT_PORT = 8080;

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
  const settings = {
    service: required("SERVICE"),
    namespace: required("NAMESPACE"),
    identity: required("POD_NAME"),
    port,
  };
  if (problems.length > 0) throw new ArgumentError(problems);
  return settings;
}
