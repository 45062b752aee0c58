import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { UNKNOWN } from "../../sandbox/rpc/provider";
import { serveProvider, type ProviderServer } from "../../sandbox/rpc/server";
import { awaited } from "../waiting";
import { toyProvider } from "./toy-provider";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const URN = "urn:pulumi:dev::shop::toy:index:Toy::bear";

const { provider, record } = toyProvider();
const lines: string[] = [];
const logged: LogRequest.AsObject[] = [];
const clients: ResourceProviderClient[] = [];
const engine = new grpc.Server();
let server: ProviderServer;
let engineAddress = "";

before(async () => {
  engine.addService(EngineService, {
    log(call: grpc.ServerUnaryCall<LogRequest, Empty>, done: grpc.sendUnaryData<Empty>) {
      logged.push(call.request.toObject());
      done(null, new Empty());
    },
  });
  server = await serveProvider(provider, (line) => lines.push(line));
  const port = await new Promise<number>((resolve, reject) => {
    engine.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  engineAddress = `127.0.0.1:${port}`;
});

after(async () => {
  for (const client of clients) client.close();
  await server.close();
  engine.forceShutdown();
});

/** The answer to one call: `await answer((done) => client.create(request, done))`. */
function answer<Response>(
  call: (done: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => {
      if (error) reject(error);
      else resolve(response);
    });
  });
}

/** A client with a connection of its own, as each provider resource of the engine has. */
async function connect(): Promise<ResourceProviderClient> {
  const options = { "grpc.use_local_subchannel_pool": 1 };
  const client = new ResourceProviderClient(`127.0.0.1:${server.port}`, grpc.credentials.createInsecure(), options);
  clients.push(client);
  await answer((done) => client.handshake(new pb.ProviderHandshakeRequest().setEngineAddress(engineAddress), done));
  return client;
}

const creation = (inputs: Record<string, unknown>) =>
  new pb.CreateRequest()
    .setUrn(URN)
    .setName("bear")
    .setType("toy:index:Toy")
    .setProperties(Struct.fromJavaScript(inputs as Record<string, string>));

test("every connection has an instance with its own configuration", async () => {
  const [ours, theirs] = [await connect(), await connect()];
  const secret = { [SIGNATURE]: SECRET, value: "Ann" };
  await answer((done) =>
    ours.configure(new pb.ConfigureRequest().setArgs(Struct.fromJavaScript({ owner: secret })), done),
  );
  await answer((done) =>
    theirs.configure(new pb.ConfigureRequest().setArgs(Struct.fromJavaScript({ owner: "Bob" })), done),
  );
  assert.deepEqual(
    record.instances.slice(-2).map((instance) => instance.config),
    [{ owner: "Ann" }, { owner: "Bob" }],
  );
});

test("unknowns of every type reach the provider as UNKNOWN, and unknown outputs reach the engine", async () => {
  const client = await connect();
  const news = { shape: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", nested: { list: [UNKNOWN, null, 1.5, true] } };
  const request = new pb.CheckRequest().setUrn(URN).setNews(Struct.fromJavaScript(news));
  const response = await answer<pb.CheckResponse>((done) => client.check(request, done));
  assert.deepEqual(record.instances.at(-1)?.seen, [{ ...news, shape: UNKNOWN }]);
  assert.deepEqual(response.getInputs()?.toJavaScript(), { ...news, shape: UNKNOWN, serial: "" });
  const preview = await answer<pb.CreateResponse>((done) =>
    client.create(creation({ shape: "bear" }).setPreview(true), done),
  );
  assert.equal(preview.getId(), "");
  assert.deepEqual(preview.getProperties()?.toJavaScript(), { shape: "bear", price: UNKNOWN });
});

test("an output that the provider calls secret is marked as secret", async () => {
  const client = await connect();
  const response = await answer<pb.CreateResponse>((done) => client.create(creation({ shape: "bear" }), done));
  assert.deepEqual(response.getProperties()?.toJavaScript(), {
    shape: "bear",
    price: 5,
    recipe: { [SIGNATURE]: SECRET, value: "wood" },
  });
});

test("an asset is refused with the path of the property", async () => {
  const client = await connect();
  const asset = { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", text: "hello" };
  await assert.rejects(
    answer((done) => client.create(creation({ shape: { faces: [asset] } }), done)),
    {
      code: grpc.status.UNKNOWN,
      details: "shape.faces[0]: assets and archives are not supported by the sandbox's providers",
    },
  );
});

test("a difference names its path, its kind, and what it replaces", async () => {
  const client = await connect();
  const request = new pb.DiffRequest()
    .setUrn(URN)
    .setId("toy-bear")
    .setOldInputs(Struct.fromJavaScript({ shape: "bear" }))
    .setOlds(Struct.fromJavaScript({ shape: "bear" }))
    .setNews(Struct.fromJavaScript({ shape: "duck", color: "blue" }));
  const response = await answer<pb.DiffResponse>((done) => client.diff(request, done));
  assert.equal(response.getChanges(), pb.DiffResponse.DiffChanges.DIFF_SOME);
  assert.deepEqual(response.getDiffsList(), ["color", "shape"]);
  assert.deepEqual(response.getReplacesList(), ["shape"]);
  const kinds = response.getDetaileddiffMap();
  assert.equal(kinds.get("color")?.getKind(), pb.PropertyDiff.Kind.ADD);
  assert.equal(kinds.get("shape")?.getKind(), pb.PropertyDiff.Kind.UPDATE_REPLACE);
});

test("an error reaches the engine with its cause, and the log", async () => {
  const client = await connect();
  await assert.rejects(
    answer((done) => client.create(creation({ shape: "bear", color: "invisible" }), done)),
    {
      details: "painting failed: no such paint",
    },
  );
  assert.equal(lines.at(-1), "toy: /pulumirpc.ResourceProvider/Create: painting failed: no such paint");
});

test("an unknown function is an error that names it", async () => {
  const client = await connect();
  await assert.rejects(
    answer((done) => client.invoke(new pb.InvokeRequest().setTok("toy:index:fly"), done)),
    {
      details: "unknown function toy:index:fly",
    },
  );
});

test("a resource that exists but is not healthy travels in the status' details", async () => {
  const client = await connect();
  const error = await answer<pb.CreateResponse>((done) =>
    client.create(creation({ shape: "bear", color: "sad" }), done),
  ).then(
    () => assert.fail("the creation succeeded"),
    (reason: unknown) => reason as grpc.ServiceError,
  );
  const [packed] = error.metadata.get("grpc-status-details-bin");
  assert.ok(Buffer.isBuffer(packed));
  const [detail] = Status.deserializeBinary(packed).getDetailsList();
  const failed = detail?.unpack(
    (bytes) => pb.ErrorResourceInitFailed.deserializeBinary(bytes),
    "pulumirpc.ErrorResourceInitFailed",
  );
  assert.equal(failed?.getId(), "toy-bear");
  assert.deepEqual(failed.getReasonsList(), ["it does not smile", "it does not roll"]);
});

test("status and warnings show on the resource in the engine's display", async () => {
  const client = await connect();
  logged.length = 0;
  await answer((done) => client.create(creation({ shape: "bear" }), done));
  await awaited("two lines of diagnostics", 60_000, () => Promise.resolve(logged[1]));
  assert.deepEqual(
    logged.map(({ urn, message, ephemeral }) => ({ urn, message, ephemeral })),
    [
      { urn: URN, message: "sawing", ephemeral: true },
      { urn: URN, message: "the paint is wet", ephemeral: false },
    ],
  );
});

test("a resource that is gone is read as gone, and deleting it again succeeds", async () => {
  const client = await connect();
  await answer((done) => client.create(creation({ shape: "bear" }), done));
  await answer((done) => client.delete(new pb.DeleteRequest().setUrn(URN).setId("toy-bear"), done));
  await answer((done) => client.delete(new pb.DeleteRequest().setUrn(URN).setId("toy-bear"), done));
  const response = await answer<pb.ReadResponse>((done) =>
    client.read(new pb.ReadRequest().setUrn(URN).setId("toy-bear"), done),
  );
  assert.equal(response.getId(), "");
});

test("cancelling stops the instance of that connection alone", async () => {
  const [ours, theirs] = [await connect(), await connect()];
  await answer((done) => ours.cancel(new Empty(), done));
  assert.deepEqual(
    record.instances.slice(-2).map((instance) => instance.cancelled),
    [true, false],
  );
  await answer((done) => theirs.getPluginInfo(new Empty(), done));
});
