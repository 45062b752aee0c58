import type { IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { createInterface } from "node:readline";

import { CredentialPluginError } from "./credential-plugin-io";
import { type ClusterConnection, parseKubeconfig } from "./kubeconfig";
import type { KubernetesObject } from "./object";
import { type SignIn, type SignInSource, signInSource } from "./sign-in-io";

export interface KubernetesRequest {
  readonly method: string;
  /** Such as `/apis/apps/v1/namespaces/default/deployments/web`; every segment percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON, which every content type of the API server accepts. */
  readonly body?: unknown;
  /** @default "application/json" */
  readonly contentType?: string;
  /** Milliseconds until the whole answer must be there. @default 30000 */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface KubernetesResponse {
  readonly status: number;
  /** Parsed JSON, or text where the answer is no JSON (a pod's log). */
  readonly body: unknown;
  /** When the API server answered, by its own clock. */
  readonly date?: Date;
}

export interface WatchEvent {
  /** `ADDED`, `MODIFIED`, `DELETED`, `BOOKMARK`, or `ERROR` with a `Status` as its object. */
  readonly type: string;
  readonly object: KubernetesObject;
}

/** The events of one watch. */
export interface WatchStream extends AsyncIterable<WatchEvent> {
  /** Fulfilled when the API server has taken the watch, which may be long before its first event; never rejected. */
  readonly opened: Promise<void>;
}

/**
 * The Kubernetes API of one cluster. Both methods throw a CredentialPluginError where the program that the kubeconfig
 * signs in by does not.
 */
export interface KubernetesClient {
  /** Such as `https://10.0.0.1:6443`. */
  readonly server: string;
  /** Answers of any status are returned. @throws KubernetesUnreachable where no answer came. */
  request(request: KubernetesRequest): Promise<KubernetesResponse>;
  /**
   * Events until the server ends the watch or `signal` is aborted; the caller lists again and watches on.
   *
   * @throws KubernetesUnreachable where the connection fails, KubernetesStatusError where the watch is refused.
   */
  watch(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): WatchStream;
}

/** The API server gave no answer. */
export class KubernetesUnreachable extends Error {
  override readonly name = "KubernetesUnreachable";
  constructor(
    readonly server: string,
    operation: string,
    cause: unknown,
  ) {
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
    super(
      `${operation}: the Kubernetes API server at ${server} can't be reached: ${reason}; ` +
        "check that the cluster runs and that the kubeconfig names its address and its certificate authority",
      { cause },
    );
  }
}

/** The API server refused: its status code and its own words. */
export class KubernetesStatusError extends Error {
  override readonly name = "KubernetesStatusError";
  /** The machine-readable reason of the `Status` object, such as `NotFound`. */
  readonly reason: string | undefined;
  constructor(
    operation: string,
    readonly status: number,
    readonly body: unknown,
  ) {
    const { message, reason } = statusFields(body);
    super(`${operation}: ${message ?? "the API server answered with an error"} (HTTP ${status})`);
    this.reason = reason;
  }
}

/** Returns the body of a 2xx answer. @throws KubernetesStatusError for every other status. */
export function bodyOf(response: KubernetesResponse, operation: string): unknown {
  if (response.status >= 200 && response.status < 300) return response.body;
  throw new KubernetesStatusError(operation, response.status, response.body);
}

const defaultTimeoutMs = 30_000;

/** The API server sends a bookmark about every minute, so a watch that is silent for longer than this is dead. */
const watchIdleMs = 150_000;

/**
 * A client for the cluster of one context.
 *
 * @param kubeconfig - YAML or JSON text.
 * @param context - @default - the kubeconfig's current-context
 * @throws KubeconfigError where the kubeconfig can't be used.
 */
export function kubernetesClient(kubeconfig: string, context?: string): KubernetesClient {
  return clusterClient(parseKubeconfig(kubeconfig, context));
}

/** A client for the cluster that a connection leads to. */
export function clusterClient(connection: ClusterConnection): KubernetesClient {
  const { server } = connection;
  const source = signInSource(connection);
  const open = (call: Call): Promise<IncomingMessage> => sendSignedIn({ ...call, server }, source);
  return {
    server,
    request: (request) => exchange(open, server, request),
    watch: (path, query, signal) => watchStream(open, server, { path, query, signal }),
  };
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly payload?: string;
  readonly contentType?: string;
  readonly signal: AbortSignal;
  /** Milliseconds without a byte until the connection counts as dead. */
  readonly idleMs?: number;
}

type Open = (call: Call) => Promise<IncomingMessage>;

async function exchange(open: Open, server: string, request: KubernetesRequest): Promise<KubernetesResponse> {
  const { method, path, body, timeoutMs = defaultTimeoutMs, signal } = request;
  const timeout = AbortSignal.timeout(timeoutMs);
  const call: Call = {
    method,
    path,
    signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    ...(request.query === undefined ? {} : { query: request.query }),
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    ...(request.contentType === undefined ? {} : { contentType: request.contentType }),
  };
  try {
    const answer = await open(call);
    const { date } = answer.headers;
    const response = { status: answer.statusCode ?? 0, body: await parsedBody(answer) };
    return date === undefined ? response : { ...response, date: new Date(date) };
  } catch (cause) {
    if (signal?.aborted === true || cause instanceof CredentialPluginError) throw cause;
    const reason = timeout.aborted ? new Error(`no answer within ${timeoutMs / 1000} s`, { cause }) : cause;
    throw new KubernetesUnreachable(server, `${method} ${path}`, reason);
  }
}

interface Watched {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

function watchStream(open: Open, server: string, watched: Watched): WatchStream {
  let onOpen = (): void => undefined;
  const opened = new Promise<void>((resolve) => (onOpen = resolve));
  return Object.assign(events(open, server, { ...watched, onOpen }), { opened });
}

async function* events(
  open: Open,
  server: string,
  watched: Watched & { readonly onOpen: () => void },
): AsyncGenerator<WatchEvent> {
  const { path, signal } = watched;
  const query = { allowWatchBookmarks: "true", ...watched.query, watch: "true" };
  const operation = `watch ${path}`;
  try {
    const answer = await open({ method: "GET", path, query, signal, idleMs: watchIdleMs });
    if (answer.statusCode !== 200) {
      throw new KubernetesStatusError(operation, answer.statusCode ?? 0, await parsedBody(answer));
    }
    watched.onOpen();
    for await (const line of lines(answer)) yield JSON.parse(line) as WatchEvent;
  } catch (cause) {
    if (signal.aborted) return;
    if (cause instanceof KubernetesStatusError || cause instanceof CredentialPluginError) throw cause;
    throw new KubernetesUnreachable(server, operation, cause);
  }
}

/** A credential may be revoked before it expires: where it is refused, another one is asked for, once. */
async function sendSignedIn(call: Call & { server: string }, source: SignInSource): Promise<IncomingMessage> {
  const signIn = await source.signIn();
  const answer = await send({ ...call, ...signIn });
  if (answer.statusCode !== 401 || !source.refused(signIn)) return answer;
  answer.resume();
  return send({ ...call, ...(await source.signIn()) });
}

/** Resolves with the answer's head. The body's errors, the abort signal's included, come while it is read. */
function send(call: Call & SignIn & { server: string }): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { method, payload, signal, agent, token, idleMs } = call;
    const query = new URLSearchParams(call.query).toString();
    const url = `${call.server}${call.path}${query === "" ? "" : `?${query}`}`;
    const headers = {
      Accept: "application/json",
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(payload === undefined
        ? {}
        : { "Content-Type": call.contentType ?? "application/json", "Content-Length": Buffer.byteLength(payload) }),
    };
    const outgoing = httpsRequest(url, { method, headers, agent, signal }, resolve);
    if (idleMs !== undefined) {
      outgoing.setTimeout(idleMs, () => outgoing.destroy(new Error(`no event within ${idleMs / 1000} s`)));
    }
    outgoing.on("error", (error) => {
      // The server may close an idle connection while it is being used again; nothing was processed then.
      if (outgoing.reusedSocket && isReset(error) && method !== "POST") resolve(send(call));
      else reject(error);
    });
    outgoing.end(payload);
  });
}

function isReset(error: Error): boolean {
  return "code" in error && error.code === "ECONNRESET";
}

async function* lines(answer: IncomingMessage): AsyncGenerator<string> {
  // readline ends its iteration at the stream's errors, so they are kept and thrown then; one that comes when nobody
  // reads any more is nobody's.
  let failure: Error | undefined;
  const reader = createInterface({ input: answer, crlfDelay: Infinity });
  for (const source of [answer, reader]) source.on("error", (error: Error) => (failure = error));
  try {
    for await (const line of reader) yield* line === "" ? [] : [line];
  } finally {
    answer.destroy();
  }
  if (failure !== undefined) throw failure;
}

async function parsedBody(answer: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const content = Buffer.concat(chunks).toString("utf8");
  if (content === "") return undefined;
  return answer.headers["content-type"]?.includes("json") === true ? (JSON.parse(content) as unknown) : content;
}

function statusFields(body: unknown): { message?: string; reason?: string } {
  if (typeof body === "string") return { message: body.trim() };
  if (typeof body !== "object" || body === null) return {};
  return {
    ...("message" in body && typeof body.message === "string" ? { message: body.message } : {}),
    ...("reason" in body && typeof body.reason === "string" ? { reason: body.reason } : {}),
  };
}
