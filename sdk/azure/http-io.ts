import type { HttpClient, Pipeline, PipelineResponse } from "@azure/core-rest-pipeline";
import type { TokenCredential } from "@azure/identity";

/** One request to Azure. */
export interface AzureRequest {
  readonly url: string;
  /** @default "GET" */
  readonly method?: "GET" | "POST" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  /** @default - only the time-out of each attempt */
  readonly signal?: AbortSignal;
}

/** An answer of any status, its body parsed where it is JSON. */
export interface AzureAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Sends requests, again where Azure asks for patience (429, 5xx, Retry-After) or the network fails. */
export type AzureSend = (request: AzureRequest) => Promise<AzureAnswer>;

/** Each attempt may take this long, in milliseconds. */
const ATTEMPT_TIMEOUT_MS = 60_000;
const RETRIES = 6;

/** Loaded when it is needed: every process that runs a dynamic resource loads these files, few talk to Azure. */
const restPipeline = () => import("@azure/core-rest-pipeline");

/**
 * Requests as Azure's own clients send them.
 *
 * @param credential - who asks, and for what scope. @default - nobody in particular
 */
export async function azureSend(credential?: { by: TokenCredential; scope: string }): Promise<AzureSend> {
  const rest = await restPipeline();
  const pipeline = rest.createPipelineFromOptions({
    retryOptions: { maxRetries: RETRIES },
    userAgentOptions: { userAgentPrefix: "pulumi-aks-elastic" },
  });
  if (credential !== undefined) {
    const { by, scope } = credential;
    pipeline.addPolicy(rest.bearerTokenAuthenticationPolicy({ credential: by, scopes: scope }));
  }
  const client = rest.createDefaultHttpClient();
  return (request) => send(request, { rest, pipeline, client });
}

interface Sending {
  readonly rest: Awaited<ReturnType<typeof restPipeline>>;
  readonly pipeline: Pipeline;
  readonly client: HttpClient;
}

async function send(request: AzureRequest, { rest, pipeline, client }: Sending): Promise<AzureAnswer> {
  const { url, method = "GET", headers = {}, signal } = request;
  const prepared = rest.createPipelineRequest({
    url,
    method,
    headers: rest.createHttpHeaders({ accept: "application/json", ...headers }),
    timeout: ATTEMPT_TIMEOUT_MS,
    ...(signal === undefined ? {} : { abortSignal: signal }),
  });
  const response = await pipeline.sendRequest(client, prepared);
  return { status: response.status, body: parsed(response) };
}

function parsed({ bodyAsText }: PipelineResponse): unknown {
  try {
    return JSON.parse(bodyAsText ?? "null") as unknown;
  } catch {
    // Proxies and gateways answer in HTML; the status says enough.
    return bodyAsText;
  }
}

/**
 * The JSON of a public page of Azure.
 *
 * @throws Error where there is no answer or not a good one.
 */
export async function httpJson({ operation, ...request }: AzureRequest & { operation: string }): Promise<unknown> {
  const send = await azureSend();
  const answer = await send(request).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${operation}: no answer from ${request.url}: ${reason}; see whether it can be reached from here`, {
      cause,
    });
  });
  if (answer.status === 200) return answer.body;
  throw new Error(`${operation}: ${request.url} answered HTTP ${answer.status}; see whether that is the right address`);
}
