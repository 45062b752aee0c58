/** One entry of an ARM error body. */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
  readonly details?: readonly { readonly code: string; readonly message: string }[];
}

/** An answer that is an error, in ARM's form `{ error: { code, message, … } }`. */
export class ArmError extends Error {
  override readonly name = "ArmError";
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(body.message);
  }
}

/** A 400 for a value that the caller has to change. */
export function badRequest(code: string, message: string, target?: string): ArmError {
  return new ArmError(400, { code, message, ...(target === undefined ? {} : { target }) });
}

/** A 409 for something that the state of things does not allow now. */
export function conflict(code: string, message: string): ArmError {
  return new ArmError(409, { code, message });
}
