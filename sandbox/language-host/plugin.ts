import { spawn } from "node:child_process";
import type { ServerWritableStream } from "@grpc/grpc-js";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { runtimeOptions } from "./options";
import { sdkScript } from "./program";

type PluginCall = ServerWritableStream<language.RunPluginRequest, language.RunPluginResponse>;

/**
 * Runs a component or provider plugin written in TypeScript or JavaScript with the SDK's own `cmd/run-plugin`, and
 * streams what it prints. The plugin ends with the call.
 *
 * @throws Error for a policy pack, which needs the official host's proxy
 */
export function runPlugin(call: PluginCall): void {
  const request = call.request;
  if (request.getKind() === "analyzer") {
    throw new Error("Run a policy pack: the sandbox's language host can't; install the official Pulumi CLI for it.");
  }
  const options = runtimeOptions(request.getInfo());
  const directory = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  const script = sdkScript(directory, "run-plugin");
  const child = spawn(process.execPath, [script, ...options.nodeargs, directory, ...request.getArgsList()], {
    cwd: request.getPwd(),
    stdio: ["ignore", "pipe", "pipe"],
    env: pluginEnvironment(request.getEnvList(), options.typescript),
  });
  child.stdout.on("data", (chunk: Buffer) => call.write(pluginOutput((response) => response.setStdout(chunk))));
  child.stderr.on("data", (chunk: Buffer) => call.write(pluginOutput((response) => response.setStderr(chunk))));
  child.once("error", (error) => call.emit("error", error));
  child.once("close", (code) => {
    call.write(pluginOutput((response) => response.setExitcode(code ?? 1)));
    call.end();
  });
  call.once("cancelled", () => child.kill("SIGTERM"));
}

function pluginEnvironment(entries: readonly string[], typescript: boolean): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {};
  for (const entry of entries) {
    const equals = entry.indexOf("=");
    environment[entry.slice(0, equals)] = entry.slice(equals + 1);
  }
  return typescript ? { ...environment, PULUMI_NODEJS_TYPESCRIPT: "true" } : environment;
}

function pluginOutput(fill: (response: language.RunPluginResponse) => void): language.RunPluginResponse {
  const response = new language.RunPluginResponse();
  fill(response);
  return response;
}
