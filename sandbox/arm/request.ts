import type { Principal } from "./authorization";
import type { Json } from "./json";

/** A request to ARM, authenticated. */
export interface ArmRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: Json;
  readonly principal: Principal;
}

/** ARM's answer. */
export interface ArmResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
}
