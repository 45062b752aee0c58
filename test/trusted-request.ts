import { readFileSync } from "node:fs";
import { request } from "node:https";

/** A plain request to a sandbox, whose certificate only its own authority vouches for. */
export interface TrustedRequest {
  readonly caFile: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks a sandbox something, by nothing but Node itself. `NODE_EXTRA_CA_CERTS` would count only for a new process. */
export function trustedRequest(
  address: string,
  { caFile, method = "GET", headers = {}, body }: TrustedRequest,
): Promise<{ readonly status: number; readonly json: unknown }> {
  return new Promise((resolve, reject) => {
    const asked = request(address, { ca: readFileSync(caFile), method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: answer.statusCode ?? 0, json: text === "" ? undefined : JSON.parse(text) });
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
