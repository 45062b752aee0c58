import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { Diagnostics } from "./provider";

/** The way to the display of the engine that one connection belongs to. */
export interface EngineLog {
  /** The engine told its address. */
  attach(address: string): void;
  /** Diagnostics that show on this resource. */
  on(urn: string): Diagnostics;
  close(): void;
}

/**
 * Sends diagnostics to the engine. They are for the display only, so that one that can't be sent goes to `log` and does
 * not fail the operation it is about.
 */
export function engineLog(log: (line: string) => void): EngineLog {
  let client: EngineClient | undefined;
  const lastStatus = new Map<string, string>();
  const send = (request: LogRequest): void => {
    if (client === undefined) return;
    client.log(request, (error) => {
      if (error) log(`engine did not take "${request.getMessage()}": ${error.message}`);
    });
  };
  return {
    attach(address) {
      client?.close();
      client = new EngineClient(address, grpc.credentials.createInsecure());
    },
    on: (urn) => ({
      status(message) {
        // Who waits looks often; in a log every look would be a line.
        if (lastStatus.get(urn) === message) return;
        lastStatus.set(urn, message);
        // A status is replaced by the next one and is not kept among the diagnostics.
        send(logRequest(urn, message).setSeverity(LogSeverity.INFO).setEphemeral(true));
      },
      warn(message) {
        send(logRequest(urn, message).setSeverity(LogSeverity.WARNING));
      },
    }),
    close() {
      client?.close();
      client = undefined;
    },
  };
}

function logRequest(urn: string, message: string): LogRequest {
  return new LogRequest().setUrn(urn).setMessage(message);
}
