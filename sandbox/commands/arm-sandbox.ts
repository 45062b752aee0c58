import { readFileSync } from "node:fs";
import type { ArmAttachment } from "../arm-attachment";
import { httpConnection } from "../azure-native/arm-http";
import { accessTokens } from "../azure-native/arm-token";

const timeoutMs = 10_000;

/** A request to what is under `/sandbox` in a sandbox's Azure. */
export interface SandboxRequest {
  readonly method: "GET" | "PUT" | "DELETE";
  /** Such as `/sandbox/faults`, with its query. */
  readonly path: string;
  readonly body?: unknown;
}

/** Asks a sandbox's Azure something that is ours and not Azure's. @throws Error with the answer where it is no 200. */
export async function sandboxRequest(arm: ArmAttachment, { method, path, body }: SandboxRequest): Promise<unknown> {
  const connection = httpConnection(readFileSync(arm.caFile, "utf8"));
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const token = await accessTokens(arm, (request) => connection.send(request))(signal);
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const url = `${arm.url}${path}`;
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await connection.send({ method, url, headers, signal, ...text });
    if (answer.status !== 200) throw new Error(`${method} ${url}: HTTP ${answer.status}: ${answer.text}`);
    return JSON.parse(answer.text) as unknown;
  } finally {
    connection.close();
  }
}
