import { type ProbeSpec, ProbeScheme } from "../pods/probe";

/** A probe in the words of sentences: `GET :8080/healthz`. */
export function probeWords({ path, port, scheme }: Pick<ProbeSpec, "path" | "port" | "scheme">): string {
  return `${scheme === ProbeScheme.https ? "HTTPS " : ""}GET :${port}${path}`;
}
