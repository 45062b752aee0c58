import type { ChildProcess } from "node:child_process";
import * as grpc from "@grpc/grpc-js";
import * as languageRpc from "@pulumi/pulumi/proto/language_grpc_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { watchEngine } from "./engine-watch";
import { runPlugin } from "./plugin";
import { runProgram } from "./program";
import { aboutRuntime, hostVersion, installDependencies, programDependencies } from "./project";

type Unary<Request, Response> = (request: Request) => Response | Promise<Response>;

/**
 * Serves Pulumi's `LanguageRuntime` protocol for Node.js programs, dynamic providers and component plugins, for machines
 * that have no official `pulumi-language-nodejs`. It ends with the engine.
 *
 * @param engineAddress - `host:port` of the engine; empty when the engine attaches later by a handshake
 * @returns the port that it listens on
 */
export async function createLanguageHost(engineAddress: string): Promise<number> {
  const host = new LanguageHost();
  if (engineAddress) host.follow(engineAddress);
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(languageRpc.LanguageRuntimeService, host.service());
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
}

class LanguageHost {
  private engineAddress = "";
  private readonly programs = new Set<ChildProcess>();

  /** Lives as long as the engine at this address does. */
  follow(engineAddress: string): void {
    this.engineAddress = engineAddress;
    watchEngine(engineAddress, () => {
      this.endPrograms();
      process.exit(0);
    });
  }

  service(): grpc.UntypedServiceImplementation {
    return {
      handshake: unary((request: language.LanguageHandshakeRequest) => {
        this.follow(request.getEngineAddress());
        return new language.LanguageHandshakeResponse();
      }),
      // Plugins are the user's own business here: what is attached or installed is used, nothing is fetched.
      getRequiredPackages: unary(() => new language.GetRequiredPackagesResponse()),
      getRequiredPlugins: unary(() => new language.GetRequiredPluginsResponse()),
      getPluginInfo: unary(() => pluginInfo()),
      run: (
        call: grpc.ServerUnaryCall<language.RunRequest, language.RunResponse>,
        answer: grpc.sendUnaryData<language.RunResponse>,
      ) => {
        unary((request: language.RunRequest) => this.run(request, call))(call, answer);
      },
      runPlugin: streaming(runPlugin),
      installDependencies: streaming(installDependencies),
      about: unary(aboutRuntime),
      getProgramDependencies: unary(programDependencies),
      runtimeOptionsPrompts: unary(() => new language.RuntimeOptionsResponse()),
      template: unary(() => new language.TemplateResponse()),
      cancel: unary(() => {
        this.endPrograms();
        return new Empty();
      }),
    };
  }

  private async run(request: language.RunRequest, call: { once(event: "cancelled", listener: () => void): unknown }) {
    const program = runProgram(request, this.engineAddress);
    this.programs.add(program.process);
    call.once("cancelled", () => program.process.kill("SIGTERM"));
    return program.response.finally(() => this.programs.delete(program.process));
  }

  private endPrograms(): void {
    for (const program of this.programs) program.kill("SIGTERM");
  }
}

function unary<Request, Response>(implementation: Unary<Request, Response>) {
  return (call: grpc.ServerUnaryCall<Request, Response>, answer: grpc.sendUnaryData<Response>): void => {
    Promise.resolve()
      .then(() => implementation(call.request))
      .then(
        (response) => {
          answer(null, response);
        },
        (error: unknown) => {
          answer(rpcError(error));
        },
      );
  };
}

function streaming<Request, Response>(implementation: (call: grpc.ServerWritableStream<Request, Response>) => void) {
  return (call: grpc.ServerWritableStream<Request, Response>): void => {
    try {
      implementation(call);
    } catch (error) {
      call.emit("error", rpcError(error));
    }
  };
}

/** The form in which grpc-js carries an error's message to the engine. */
function rpcError(error: unknown): grpc.ServerErrorResponse & { details: string } {
  const details = error instanceof Error ? error.message : String(error);
  return { name: "ServiceError", message: details, code: grpc.status.UNKNOWN, details };
}

function pluginInfo(): plugin.PluginInfo {
  const info = new plugin.PluginInfo();
  info.setVersion(hostVersion());
  return info;
}
