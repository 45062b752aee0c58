import { Interrupted } from "./interruption";

/** A tool could not be built. */
export class ToolBuildError extends Error {
  override readonly name = "ToolBuildError";
}

/** Go's words for a failure, and what helps against it. */
const nextSteps: readonly (readonly [RegExp, string])[] = [
  [/no Go on PATH/, "install Go, then run again"],
  [/no space left on device/, "free disk space (a first build takes about 8 GB), then run again"],
  [
    /dial tcp|no such host|i\/o timeout|TLS handshake|proxyconnect|connection (refused|reset)|x509:/,
    "Go could not download modules: check the network and the proxy (`go env GOPROXY`), then run again",
  ],
  [
    /requires go >= |toolchain not available/,
    "this Go may not download a newer toolchain: install the Go version that is named above, then run again",
  ],
  [/signal: killed/, "the compiler was killed, most likely for lack of memory: free some, then run again"],
];

/** Says which tool could not be built, why, and what to do next. */
export function toolBuildError(title: string, cause: unknown): ToolBuildError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const nextStep =
    nextSteps.find(([symptom]) => symptom.test(reason))?.[1] ??
    (cause instanceof Interrupted ? "run again to go on" : "read Go's output above, then run again");
  return new ToolBuildError(`build ${title}: ${reason}\n${nextStep}; what is compiled so far is kept`, { cause });
}
