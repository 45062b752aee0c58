import { setTimeout as delay } from "node:timers/promises";
import { isObject } from "../rpc/property-value";
import type { Properties, PropertyValue } from "../rpc/provider";
import { armError, ArmError, parsedJson } from "./arm-error";
import { httpConnection, type HttpAnswer, type HttpConnection, type HttpRequest } from "./arm-http";
import { pollOperation } from "./arm-operation";
import { retryDelay } from "./arm-retry";
import { accessTokens, type Credentials } from "./arm-token";

/** Which subscription of which ARM server, and as whom. */
export interface ArmClientOptions extends Credentials {
  /** Such as `https://127.0.0.1:8443`. */
  readonly url: string;
  /** The certificate authority of the server, as PEM. */
  readonly ca: string;
  readonly subscriptionId: string;
}

/** How long one operation may take, and what ends it early. */
export interface Patience {
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

/** A call of Azure Resource Manager that is not bound to a resource type. */
export interface ArmCall {
  /** The resource's id, or the path of an action. */
  readonly path: string;
  readonly apiVersion: string;
  readonly patience: Patience;
}

/** Azure Resource Manager as the provider uses it: every call returns when its operation has ended. */
export interface ArmClient {
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** What is there, or `undefined`. */
  get(call: ArmCall): Promise<Properties | undefined>;
  /**
   * Creates or updates.
   *
   * @throws {@link AcceptedOperationError} when Azure took the request and its operation failed afterwards
   */
  put(call: ArmCall & { readonly body: Properties }): Promise<Properties>;
  /** Deletes; what is gone already is a success. */
  delete(call: ArmCall): Promise<void>;
  post(call: ArmCall & { readonly body: Properties }): Promise<PropertyValue>;
  /** A bearer token, for programs that call ARM themselves. */
  token(patience: Patience): Promise<string>;
  close(): void;
}

/** Azure accepted a request, so that a resource may be there, and then failed to carry it out. */
export class AcceptedOperationError extends Error {
  override readonly name = "AcceptedOperationError";
}

/** Connects to an ARM server. Nothing is sent before the first call. */
export function armClient(options: ArmClientOptions): ArmClient {
  return new HttpsArmClient(options, httpConnection(options.ca));
}

class HttpsArmClient implements ArmClient {
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly clientId: string;
  private readonly accessToken: (signal: AbortSignal) => Promise<string>;

  constructor(
    private readonly options: ArmClientOptions,
    private readonly connection: HttpConnection,
  ) {
    this.subscriptionId = options.subscriptionId;
    this.tenantId = options.tenantId;
    this.clientId = options.clientId;
    this.accessToken = accessTokens(options, (request) => this.exchange(request));
  }

  get(call: ArmCall): Promise<Properties | undefined> {
    return operation("reading", call, async (signal) => {
      const answer = await this.send({ method: "GET", url: this.url(call), signal });
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw armError(answer);
      return answeredObject(answer);
    });
  }

  put(call: ArmCall & { readonly body: Properties }): Promise<Properties> {
    return operation("creating or updating", call, async (signal) => {
      const answer = await this.send({ method: "PUT", url: this.url(call), body: JSON.stringify(call.body), signal });
      if (![200, 201, 202].includes(answer.status)) throw armError(answer);
      await this.accepted(answer, signal);
      const now = await this.send({ method: "GET", url: this.url(call), signal });
      if (now.status !== 200) throw armError(now);
      return answeredObject(now);
    });
  }

  private async accepted(answer: HttpAnswer, signal: AbortSignal): Promise<void> {
    try {
      await pollOperation(answer, (url) => this.send({ method: "GET", url, signal }), signal);
    } catch (error) {
      throw new AcceptedOperationError(messageOf(error), { cause: error });
    }
  }

  delete(call: ArmCall): Promise<void> {
    return operation("deleting", call, async (signal) => {
      const answer = await this.send({ method: "DELETE", url: this.url(call), signal });
      if (answer.status === 404) return;
      if (![200, 202, 204].includes(answer.status)) throw armError(answer);
      await pollOperation(answer, (url) => this.send({ method: "GET", url, signal }), signal);
    });
  }

  post(call: ArmCall & { readonly body: Properties }): Promise<PropertyValue> {
    return operation("calling", call, async (signal) => {
      const answer = await this.send({ method: "POST", url: this.url(call), body: JSON.stringify(call.body), signal });
      if (answer.status !== 200 && answer.status !== 201) throw armError(answer);
      return parsedJson(answer.text) ?? null;
    });
  }

  token(patience: Patience): Promise<string> {
    return this.accessToken(patience.signal);
  }

  close(): void {
    this.connection.close();
  }

  private url({ path, apiVersion }: ArmCall): string {
    return `${this.options.url}${path}?api-version=${encodeURIComponent(apiVersion)}`;
  }

  /** Sends with a token, again and again while the answer is a passing one. */
  private async send(request: Omit<HttpRequest, "headers">): Promise<HttpAnswer> {
    for (let retry = 0; ; retry++) {
      const authorization = `Bearer ${await this.accessToken(request.signal)}`;
      const headers = { authorization, accept: "application/json", "content-type": "application/json; charset=utf-8" };
      const answer = await this.exchange({ ...request, headers });
      const wait = retryDelay(answer, retry);
      if (wait === undefined) return answer;
      await delay(wait, undefined, { signal: request.signal });
    }
  }

  private async exchange(request: HttpRequest): Promise<HttpAnswer> {
    try {
      return await this.connection.send(request);
    } catch (error) {
      if (request.signal.aborted) throw error;
      const origin = new URL(request.url).origin;
      throw new Error(`Azure Resource Manager at ${origin} can't be reached; is the sandbox up?`, { cause: error });
    }
  }
}

function answeredObject({ status, text }: HttpAnswer): Properties {
  const body = parsedJson(text);
  if (isObject(body)) return body;
  throw new ArmError(status, undefined, `the answer is not a JSON object: ${text.slice(0, 200)}`);
}

/** Runs one operation within its time, and says in its errors what it was about. */
async function operation<Result>(
  verb: string,
  { path, patience }: ArmCall,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const timeout = AbortSignal.timeout(patience.timeoutSeconds * 1000);
  try {
    return await run(AbortSignal.any([timeout, patience.signal]));
  } catch (error) {
    const reason = timeout.aborted
      ? `did not end within ${patience.timeoutSeconds} s`
      : patience.signal.aborted
        ? "cancelled"
        : messageOf(error);
    const message = `${verb} ${path}: ${reason}`;
    if (error instanceof AcceptedOperationError) throw new AcceptedOperationError(message, { cause: error });
    throw new Error(message, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
