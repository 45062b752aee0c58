import { azureCloud } from "./cloud-io";
import { azureCredential } from "./credential-io";
import { azureSend, type AzureAnswer } from "./http-io";
import type { AzureSettings } from "./settings";

/** One request to Azure Resource Manager. */
export interface ArmRequest {
  /** @default "GET" */
  readonly method?: "GET" | "POST" | "DELETE";
  /** Begins with `/subscriptions`. */
  readonly path: string;
  /** With `api-version`. */
  readonly query: Readonly<Record<string, string>>;
}

/** Azure Resource Manager, for whoever deploys. */
export interface ArmClient {
  /** An answer of any status; those that ask for patience are asked again first. */
  send(request: ArmRequest, signal?: AbortSignal): Promise<AzureAnswer>;
  /** Every item of a listing. @throws ArmRefusal where it is refused. */
  list(request: ArmRequest, signal?: AbortSignal): Promise<readonly unknown[]>;
}

/** Azure refused: its code and its own words. */
export class ArmRefusal extends Error {
  override readonly name = "ArmRefusal";
  constructor(
    operation: string,
    readonly status: number,
    { code = "no code", message = "Azure gave no reason" }: { readonly code?: string; readonly message?: string },
  ) {
    super(`${operation}: ${message} (${code}, HTTP ${status})`);
  }
}

/** A client for the cloud and the identity that the settings name. */
export async function armClient(settings: AzureSettings): Promise<ArmClient> {
  const cloud = await azureCloud(settings);
  const send = await azureSend({ by: await azureCredential(settings, cloud), scope: cloud.scope });
  const at = (path: string): string => `${cloud.resourceManager}${path}`;
  const sendOne = ({ method = "GET", path, query }: ArmRequest, signal?: AbortSignal): Promise<AzureAnswer> =>
    send({
      method,
      url: at(`${path}?${new URLSearchParams(query).toString()}`),
      ...(signal === undefined ? {} : { signal }),
    });
  return {
    send: sendOne,
    async list(request, signal) {
      let answer = await sendOne(request, signal);
      const items: unknown[] = [];
      for (;;) {
        if (answer.status !== 200) throw armRefusal(`list ${request.path}`, answer);
        const { value = [], nextLink } = answer.body as {
          readonly value?: readonly unknown[];
          readonly nextLink?: string;
        };
        items.push(...value);
        if (!nextLink) return items;
        answer = await send({ url: nextLink, ...(signal === undefined ? {} : { signal }) });
      }
    },
  };
}

/** What ARM's error answer says. */
export function armRefusal(operation: string, { status, body }: AzureAnswer): ArmRefusal {
  const error = typeof body === "object" && body !== null && "error" in body ? body.error : body;
  return new ArmRefusal(operation, status, typeof error === "object" && error !== null ? error : {});
}
