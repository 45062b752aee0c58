import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { ProbeScheme } from "../../sdk/pods/probe";

/** The request that says whether a group serves. */
export interface GroupEndpoint {
  readonly port: number;
  readonly path: string;
  readonly scheme: ProbeScheme;
  readonly timeoutSeconds: number;
}

/** What came of a request. */
export interface EndpointAnswer {
  readonly isRight: boolean;
  readonly words: string;
}

/** Asks a group at its own address. Like ACI, it takes any certificate: a group's is not made out to its address. */
export function askEndpoint(address: string, endpoint: GroupEndpoint): Promise<EndpointAnswer> {
  const { port, path, scheme, timeoutSeconds } = endpoint;
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeoutSeconds * 1000);
    const options = { host: address, port, path, signal, agent: false, headers: { Connection: "close" } } as const;
    const onAnswer = (answer: { readonly statusCode?: number | undefined; destroy(): unknown }): void => {
      const status = answer.statusCode ?? 0;
      // Its status is all there is to know.
      answer.destroy();
      resolve({ isRight: status >= 200 && status < 400, words: `HTTP ${status} from ${address}:${port}` });
    };
    const outgoing =
      scheme === ProbeScheme.https
        ? httpsRequest({ ...options, rejectUnauthorized: false }, onAnswer)
        : httpRequest(options, onAnswer);
    outgoing.on("error", (error) => {
      const words = signal.aborted ? `no answer within ${timeoutSeconds} s` : error.message;
      resolve({ isRight: false, words: `no answer from ${address}:${port} (${words})` });
    });
    outgoing.end();
  });
}
