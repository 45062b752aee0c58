import { ArmError, badRequest } from "./arm-error";
import { cloudAnswer } from "./cloud-metadata";
import { ensureCluster, withAccess } from "./clusters/shape";
import { CLUSTER_TYPE } from "./clusters/names";
import { scalePool } from "./clusters/pool-scaling";
import { Caretaker } from "./containers/caretaker";
import { groupOfPod } from "./containers/group-of-pod";
import { Engine } from "./engine";
import type { Faults } from "./faults";
import { Flapping } from "./flapping";
import { listen, type WireRequest } from "./https";
import type { Json } from "./json";
import { Operations } from "./operations";
import type { ArmRequest, ArmResponse } from "./request";
import { Router } from "./router";
import { sandboxAnswer } from "./sandbox-endpoint";
import { Store } from "./store";
import { tokenAnswer } from "./token-endpoint";
import { Tokens } from "./tokens";
import { RESOURCE_TYPES } from "./types/table";
import { type Surroundings, World } from "./world";

/** What the sandbox's Azure is started with. */
export interface ArmServerOptions extends Surroundings {
  /** PEM, for 127.0.0.1 and localhost. */
  readonly certificate: { readonly cert: string; readonly key: string };
  /** JSON; written before a request is answered. A corrupted one is moved aside, never emptied. */
  readonly storeFile: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** What the token endpoint takes; also signs the tokens. */
  readonly clientSecret: string;
  /** Called with the faults that hold, at the start and on every change; a request for one is answered once this has ended. */
  readonly onFaults: (faults: Faults) => Promise<void> | void;
}

/** The sandbox's Azure while it runs. */
export interface ArmServer {
  readonly url: string;
  /** What the user should know of the start, such as a store that was moved aside. */
  readonly warnings: readonly string[];
  /** Ends when every managed cluster of the store was brought up again, or could not be (which is logged). */
  readonly clustersRestored: Promise<void>;
  close(): Promise<void>;
}

/** Starts the sandbox's Azure on loopback; what was under way when it last stopped goes on. */
export async function startArmServer(options: ArmServerOptions): Promise<ArmServer> {
  const store = new Store(options.storeFile);
  const tokens = new Tokens(options.clientSecret, options.tenantId);
  const world = new World({ surroundings: options, store, tokens, types: RESOURCE_TYPES });
  const operations = new Operations(world, store);
  let url = "";
  const engine = new Engine(world, operations, () => url);
  const router = new Router({ world, engine, operations, url: () => url });
  const flapping = new Flapping(world, options.onFaults);
  const answer = answering({ options, tokens, world, router, flapping, url: () => url });
  const listener = await listen(options.certificate, options.port, answer);
  url = `https://127.0.0.1:${listener.port}`;
  options.clusterHost.autoscaleThrough?.((scaling) => scalePool(scaling, world));
  options.clusterHost.lookIntoGroupsThrough?.((podUid) => groupOfPod(podUid, world));
  // Faults do not outlast the server, so that what a lost zone held is moved now.
  await flapping.set({});
  operations.resume();
  const watch = untilClosed(new Caretaker(world), world);
  const clustersRestored = restoreClusters(world);
  return {
    url,
    warnings: store.warnings,
    clustersRestored,
    close: async () => {
      flapping.close();
      world.close();
      await listener.close();
      await operations.settled();
      await watch;
    },
  };
}

/** The platform at work; what stops it too early is logged. */
async function untilClosed(caretaker: Caretaker, world: World): Promise<void> {
  try {
    await caretaker.watch();
  } catch (error) {
    if (world.closed) return;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    world.surroundings.log(`the platform looks after no NGroups and standby pools any more: ${text}`);
  }
}

interface Answering {
  readonly options: ArmServerOptions;
  readonly tokens: Tokens;
  readonly world: World;
  readonly router: Router;
  readonly flapping: Flapping;
  readonly url: () => string;
}

function answering(parts: Answering): (wire: WireRequest) => Promise<ArmResponse> {
  return async (wire) => {
    try {
      return await answered(parts, wire);
    } catch (error) {
      return errorAnswer(error, parts.options.log);
    }
  };
}

async function answered(parts: Answering, wire: WireRequest): Promise<ArmResponse> {
  const { options, tokens, world, router, url } = parts;
  const unauthenticated =
    wire.method === "POST"
      ? tokenAnswer({ ...options, tokens }, wire.path, new URLSearchParams(wire.text))
      : cloudAnswer({ url: url(), tenantId: options.tenantId }, wire);
  if (unauthenticated !== undefined) return unauthenticated;
  const { text, ...rest } = wire;
  const principal = tokens.principal(wire.headers["authorization"]);
  const body = parsedBody(text);
  const request: ArmRequest = { ...rest, principal, ...(body === undefined ? {} : { body }) };
  const own = await sandboxAnswer(request, world, (faults) => parts.flapping.set(faults));
  if (own !== undefined) return own;
  world.throttle.check(request, world);
  return router.route(request);
}

function parsedBody(text: string): Json | undefined {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw badRequest(
      "InvalidRequestContent",
      `The request content was invalid and could not be deserialized: '${reason}'.`,
    );
  }
}

function errorAnswer(error: unknown, log: (line: string) => void): ArmResponse {
  if (error instanceof ArmError) {
    return { status: error.status, headers: error.headers, body: { error: { ...error.body } } };
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log(`the ARM server could not answer a request: ${text}`);
  const message = `The sandbox's Azure failed: ${error instanceof Error ? error.message : text}. Its log says more.`;
  return { status: 500, body: { error: { code: "InternalServerError", message } } };
}

/** Has the control planes of the clusters brought up that are not part of an operation anyway. */
async function restoreClusters(world: World): Promise<void> {
  const clusters = world.all(CLUSTER_TYPE).filter(({ id }) => !world.runningAtOrBelow(id));
  await Promise.all(clusters.map(({ id }) => restoreCluster(id, world)));
}

async function restoreCluster(id: string, world: World): Promise<void> {
  try {
    const access = await ensureCluster(id, world);
    const cluster = world.find(id);
    if (cluster !== undefined) world.commit({ put: [withAccess(cluster, access)] });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    world.surroundings.log(`managed cluster ${id} could not be brought up again: ${reason}`);
  }
}
