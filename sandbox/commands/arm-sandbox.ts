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
  /** The tag of what is to be changed: nothing is, where others have changed it since. */
  readonly ifMatch?: string;
}

/** What a sandbox's Azure says. */
export interface SandboxAnswer {
  readonly body: unknown;
  /** By which it is known whether others have changed it since. */
  readonly tag?: string;
}

/** Asks a sandbox's Azure something that is ours and not Azure's. @throws Error with the answer where it is no 200. */
export async function sandboxRequest(arm: ArmAttachment, request: Omit<SandboxRequest, "ifMatch">): Promise<unknown> {
  return (await sandboxAnswer(arm, request))?.body;
}

/** As `sandboxRequest`, with the tag; nothing where others have changed since what `ifMatch` is the tag of. */
export async function sandboxAnswer(
  arm: ArmAttachment,
  { method, path, body, ifMatch }: SandboxRequest,
): Promise<SandboxAnswer | undefined> {
  const connection = httpConnection(readFileSync(arm.caFile, "utf8"));
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const token = await accessTokens(arm, (request) => connection.send(request))(signal);
    const condition = ifMatch === undefined ? {} : { "if-match": ifMatch };
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", ...condition };
    const url = `${arm.url}${path}`;
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await connection.send({ method, url, headers, signal, ...text });
    if (answer.status === 412) return undefined;
    if (answer.status !== 200) throw new Error(`${method} ${url}: HTTP ${answer.status}: ${answer.text}`);
    const { etag } = answer.headers;
    return { body: JSON.parse(answer.text) as unknown, ...(etag === undefined ? {} : { tag: etag }) };
  } finally {
    connection.close();
  }
}
