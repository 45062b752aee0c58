import * as grpc from "@grpc/grpc-js";
import { PluginInfo, type PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { ProviderHandshakeResponse, type ProviderHandshakeRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { engineLog, type EngineLog } from "./engine-log";
import * as methods from "./methods";
import type { Diagnostics, ProviderInstance, ServedProvider } from "./provider";
import { grpcStatus } from "./status";

/** A provider that listens on the loopback interface, for `PULUMI_DEBUG_PROVIDERS`. */
export interface ProviderServer {
  readonly port: number;
  /** Stops what is under way and ends every connection. */
  close(): Promise<void>;
}

/**
 * Serves a provider over Pulumi's provider protocol. Engines attach to it; each connection gets an instance of its own,
 * because each has its own configuration.
 *
 * @param log - takes one line for each thing that went wrong
 */
export async function serveProvider(provider: ServedProvider, log: (line: string) => void): Promise<ProviderServer> {
  const connections = new Connections(provider, (line) => {
    log(`${provider.name}: ${line}`);
  });
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, service(provider, connections));
  const port = await listen(server);
  return {
    port,
    close() {
      connections.endAll();
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}

function listen(server: grpc.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
}

interface Connection {
  readonly instance: ProviderInstance;
  readonly engine: EngineLog;
}

/** The instances, by the address of the engine's end of the connection. */
class Connections {
  private readonly byPeer = new Map<string, Connection>();

  constructor(
    private readonly provider: ServedProvider,
    readonly log: (line: string) => void,
  ) {}

  /** A handshake starts a connection; an older one from the same address belonged to an engine that is gone. */
  begin(peer: string, engineAddress: string): void {
    this.end(peer);
    this.of(peer).engine.attach(engineAddress);
  }

  of(peer: string): Connection {
    const known = this.byPeer.get(peer);
    if (known !== undefined) return known;
    const connection = { instance: this.provider.instance(), engine: engineLog(this.log) };
    this.byPeer.set(peer, connection);
    return connection;
  }

  end(peer: string): void {
    const connection = this.byPeer.get(peer);
    this.byPeer.delete(peer);
    connection?.instance.cancel();
    connection?.engine.close();
  }

  endAll(): void {
    for (const peer of [...this.byPeer.keys()]) this.end(peer);
  }
}

function service(provider: ServedProvider, connections: Connections): grpc.UntypedServiceImplementation {
  const general = <Request, Response>(method: GeneralMethod<Request, Response>) =>
    unary(connections, (request: Request, peer) => method(connections.of(peer).instance, request));
  const resource = <Request extends { getUrn(): string }, Response>(method: ResourceMethod<Request, Response>) =>
    unary(connections, (request: Request, peer) => {
      const { instance, engine } = connections.of(peer);
      return method(instance, request, engine.on(request.getUrn()));
    });
  return {
    handshake: unary(connections, (request: ProviderHandshakeRequest, peer) => {
      connections.begin(peer, request.getEngineAddress());
      return new ProviderHandshakeResponse();
    }),
    attach: unary(connections, (request: PluginAttach, peer) => {
      connections.of(peer).engine.attach(request.getAddress());
      return new Empty();
    }),
    getPluginInfo: unary(connections, () => new PluginInfo().setVersion(provider.version)),
    checkConfig: general(methods.checkConfig),
    diffConfig: general(methods.diffConfig),
    configure: general(methods.configure),
    invoke: general(methods.invoke),
    check: resource(methods.check),
    diff: resource(methods.diff),
    create: resource(methods.create),
    read: resource(methods.read),
    update: resource(methods.update),
    delete: resource(methods.remove),
    // The engine cancels every provider before it closes the connection, also when all went well.
    cancel: unary(connections, (_request: Empty, peer) => {
      connections.end(peer);
      return new Empty();
    }),
  };
}

type GeneralMethod<Request, Response> = (instance: ProviderInstance, request: Request) => Response | Promise<Response>;

type ResourceMethod<Request, Response> = (
  instance: ProviderInstance,
  request: Request,
  diagnostics: Diagnostics,
) => Promise<Response>;

type Implementation<Request, Response> = (request: Request, peer: string) => Response | Promise<Response>;

function unary<Request, Response>(connections: Connections, implementation: Implementation<Request, Response>) {
  return (call: grpc.ServerUnaryCall<Request, Response>, answer: grpc.sendUnaryData<Response>): void => {
    const peer = call.getPeer();
    let underWay = true;
    // An engine that was killed can't say Cancel; its calls break off instead. grpc-js emits this for every call that
    // ends, so that only one without an answer counts.
    call.once("cancelled", () => {
      if (underWay) connections.end(peer);
    });
    Promise.resolve()
      .then(() => implementation(call.request, peer))
      .finally(() => (underWay = false))
      .then(
        (response) => {
          answer(null, response);
        },
        (error: unknown) => {
          const status = grpcStatus(error);
          connections.log(`${call.getPath()}: ${status.details ?? ""}`);
          answer(status);
        },
      );
  };
}
