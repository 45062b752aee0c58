import { isObject } from "../rpc/property-value";
import type { PropertyValue } from "../rpc/provider";
import type { HttpAnswer } from "./arm-http";

/** Azure refused, in the form in which azure-native tells it. */
export class ArmError extends Error {
  override readonly name = "ArmError";
  constructor(
    readonly status: number,
    readonly code: string | undefined,
    /** Azure's own words. */
    readonly reason: string,
  ) {
    super(`${code === undefined ? `Status=${status}` : `Status=${status} Code="${code}"`} Message="${reason}"`);
  }
}

/** The error in an answer that is no success. */
export function armError({ status, text }: Pick<HttpAnswer, "status" | "text">): ArmError {
  const body = parsedJson(text);
  const error = isObject(body) && isObject(body["error"]) ? body["error"] : body;
  if (!isObject(error)) return new ArmError(status, undefined, text);
  const { code, message } = error;
  return new ArmError(
    status,
    typeof code === "string" ? code : undefined,
    typeof message === "string" ? message : text,
  );
}

/** The JSON of an answer, or `undefined` where it is none. */
export function parsedJson(text: string): PropertyValue | undefined {
  try {
    return JSON.parse(text) as PropertyValue;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
