import * as grpc from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { encodeProperties } from "./properties";
import { InitializationError } from "./provider";

/**
 * What the engine is told of an error. A resource that exists but is not healthy travels in the status' details, from
 * where the engine takes it into its state (pulumi/pkg `resource/plugin/provider_plugin.go`, `parseError`).
 */
export function grpcStatus(error: unknown): Partial<grpc.StatusObject> {
  const details = error instanceof Error ? messageWithCauses(error) : String(error);
  if (!(error instanceof InitializationError)) return { code: grpc.status.UNKNOWN, details };
  const metadata = new grpc.Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(initializationStatus(error).serializeBinary()));
  return { code: grpc.status.UNKNOWN, details, metadata };
}

function initializationStatus(error: InitializationError): Status {
  const failed = new ErrorResourceInitFailed();
  failed.setId(error.resource.id);
  failed.setProperties(encodeProperties(error.resource.state, error.resource.secrets));
  failed.setReasonsList([...error.reasons]);
  const detail = new Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(error.message);
  status.addDetails(detail);
  return status;
}

/** The engine prints the message alone, so what caused the error has to be in it. */
function messageWithCauses(error: Error): string {
  if (!(error.cause instanceof Error)) return error.message;
  const cause = messageWithCauses(error.cause);
  return error.message.includes(cause) ? error.message : `${error.message}: ${cause}`;
}
