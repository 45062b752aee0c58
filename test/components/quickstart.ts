import type * as quickstart from "../../examples/quickstart";
import { record, type Recording } from "./recording";

/** What the quickstart registers, as (type, inputs) and more, without any provider. */
export function quickstartRecording(): Promise<Recording<typeof quickstart>> {
  // A Pulumi program does its work when it is loaded.
  recording ??= record(() => import("../../examples/quickstart/index.js"));
  return recording;
}

let recording: Promise<Recording<typeof quickstart>> | undefined;
