/** What a line says besides its message. */
export type LogFields = Readonly<Record<string, unknown>>;

export type LogLevel = "info" | "warn" | "error";

/** Says something. */
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void;

/** Writes lines of JSON, as collectors of logs read them. */
export function jsonLog(write: (line: string) => void, fixed: LogFields): Log {
  return (level, message, fields = {}) => {
    write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fixed, ...fields })}\n`);
  };
}
