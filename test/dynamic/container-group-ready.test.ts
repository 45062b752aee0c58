import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { act, type Done } from "./action";
import { azureDouble, type AzureDouble } from "./azure-double";
import type { Answer, Asked } from "./https-double";

const GROUP = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerInstance/containerGroups/shop-0";
const INPUTS = { groupId: GROUP, templateHash: "h", verifySeconds: 0, timeoutMinutes: 1 };

interface Container {
  readonly state: string;
  readonly detailStatus?: string;
  readonly exitCode?: number;
  readonly restartCount?: number;
}

/** A group as ARM shows it. */
function group(state: string, container: Container, more: object = {}): Answer {
  const { restartCount = 0, ...currentState } = container;
  const events = [{ type: "Warning", name: "Failed", message: "it went wrong" }];
  const instanceView = { restartCount, currentState, events: state === "Running" ? [] : events };
  const containers = [{ name: "shop", properties: { instanceView } }];
  const properties = { provisioningState: "Succeeded", containers, instanceView: { state }, ...more };
  return { status: 200, body: { zones: ["1"], properties } };
}

const running = group("Running", { state: "Running" });
const starting = group("Pending", { state: "Waiting", detailStatus: "CreatingContainer" });
const ended = group("Failed", { state: "Terminated", exitCode: 3, detailStatus: "Error" });
const crashing = group("Running", {
  state: "Waiting",
  detailStatus: "CrashLoopBackOff: Back-off restarting failed",
  restartCount: 4,
});
const gone: Answer = { status: 404, body: { error: { code: "ResourceNotFound", message: "not found" } } };

describe("the gate behind a container group", () => {
  let azure: AzureDouble;
  /** Prepared answers by request; the last of them stays. */
  let answers: Record<string, (Answer | "silence")[]>;

  before(async () => {
    azure = await azureDouble(({ method, path }: Asked) => {
      const prepared = answers[`${method} ${path}`] ?? [];
      const answer = prepared.length > 1 ? prepared.shift() : prepared[0];
      if (answer === "silence") return undefined;
      return answer ?? { status: 501, body: { error: { code: "Unprepared", message: `${method} ${path}` } } };
    });
  });
  beforeEach(() => {
    azure.asked.length = 0;
  });
  after(() => {
    azure.close();
  });

  const does = (action: string, ...args: readonly unknown[]): Promise<Done> =>
    act({ actions: "container-group-ready", action, args }, { environment: azure.environment });
  const create = (more: object = {}) => does("create", { ...INPUTS, ...more });

  test("opens at once for a group that runs", async () => {
    answers = { [`GET ${GROUP}`]: [running] };
    const { result, error } = await create();
    assert.equal(error, undefined);
    assert.deepEqual(result, { id: GROUP, outs: { ...INPUTS, isWell: true } });
    assert.deepEqual(azure.requests(), [`GET ${GROUP}`]);
  });

  test("waits for one that starts", async () => {
    answers = { [`GET ${GROUP}`]: [starting, running] };
    assert.equal((await create()).error, undefined);
    assert.equal(azure.requests().length, 2);
  });

  test("waits until it has been well for long enough, without a restart in between", async () => {
    const again = group("Running", { state: "Running", restartCount: 1 });
    answers = { [`GET ${GROUP}`]: [running, again] };
    const { error, result } = await create({ verifySeconds: 2 });
    assert.equal(error, undefined);
    assert.ok(azure.requests().length >= 3, azure.requests().join());
    assert.equal((result as { outs: { isWell: boolean } }).outs.isWell, true);
  });

  test("stays shut for one that crashes again and again, and says so at once", async () => {
    answers = { [`GET ${GROUP}`]: [crashing] };
    const { error } = await create();
    assert.equal(
      error?.message,
      `the container group ${GROUP} is not well: container shop is Waiting (CrashLoopBackOff: Back-off restarting failed, ` +
        "started again 4 times). The groups after it keep what they run. See az container logs and az container show, mend " +
        "the program, and run pulumi up again.",
    );
    assert.equal(error["id"], GROUP);
    assert.deepEqual(error["properties"], { ...INPUTS, isWell: false });
    assert.equal(azure.requests().length, 1);
  });

  test("stays shut for one that does not come in time, with what was seen last", async () => {
    answers = { [`GET ${GROUP}`]: [starting] };
    const { error } = await create({ timeoutMinutes: 0.1 });
    assert.match(
      error?.message ?? "",
      /not well within 0\.1 minutes: container shop is Waiting \(CreatingContainer\); ACI warns: it went wrong/,
    );
  });

  test("stays shut where the time is over in the middle of a request, with what is seen then", async () => {
    answers = { [`GET ${GROUP}`]: ["silence", starting] };
    const { error } = await create({ timeoutMinutes: 0.2 });
    assert.match(error?.message ?? "", /not well within 0\.2 minutes: container shop is Waiting \(CreatingContainer\)/);
    assert.deepEqual(error?.["properties"], { ...INPUTS, timeoutMinutes: 0.2, isWell: false });
  });

  test("starts one again that has come to its end, once", async () => {
    answers = { [`GET ${GROUP}`]: [ended, starting, running], [`POST ${GROUP}/start`]: [{ status: 202 }] };
    const { error, said } = await create();
    assert.equal(error, undefined);
    assert.equal(azure.requests().filter((request) => request.startsWith("POST")).length, 1);
    assert.match(said, /ACI says Failed; container shop is Terminated \(Error, exit code 3\); it is started again/);
    answers = { [`GET ${GROUP}`]: [ended], [`POST ${GROUP}/start`]: [{ status: 202 }] };
    assert.match((await create()).error?.message ?? "", /it was started again, and ACI says Failed/);
  });

  test("has the group asked at its own address, where its author says so", async () => {
    const port = Number(azure.host.split(":")[1]);
    const asked = { port, path: "/metadata/endpoints", scheme: "HTTPS", probeTimeoutSeconds: 10 };
    answers = { [`GET ${GROUP}`]: [group("Running", { state: "Running" }, { ipAddress: { ip: "127.0.0.1" } })] };
    assert.equal((await create(asked)).error, undefined);
    const { error } = await create({ ...asked, path: "/subscriptions/wrong", timeoutMinutes: 0.02 });
    assert.match(error?.message ?? "", /HTTP 401 from 127\.0\.0\.1:\d+/);
  });

  test("remembers at a refresh how the group is, and forgets one that is gone", async () => {
    const state = { ...INPUTS, isWell: true };
    const seen = async (...prepared: Answer[]) => {
      answers = { [`GET ${GROUP}`]: prepared };
      return (await does("read", GROUP, state)).result;
    };
    assert.deepEqual(await seen(running), { id: GROUP, props: state });
    assert.deepEqual(await seen(ended), { id: GROUP, props: { ...state, isWell: false } });
    assert.deepEqual(await seen(gone), { id: "" });
  });

  test("looks again where the group is another version, or was not well, and otherwise not at all", async () => {
    const state = { ...INPUTS, isWell: true };
    const changes = async (olds: object, news: object) =>
      ((await does("diff", GROUP, olds, news)).result as { changes: boolean }).changes;
    assert.equal(await changes(state, INPUTS), false);
    assert.equal(await changes(state, { ...INPUTS, groupId: GROUP.toUpperCase() }), false);
    assert.equal(await changes(state, { ...INPUTS, templateHash: "i" }), true);
    assert.equal(await changes({ ...state, isWell: false }, INPUTS), true);
    answers = {};
    const patient = { ...INPUTS, timeoutMinutes: 5 };
    assert.deepEqual((await does("update", GROUP, state, patient)).result, { outs: { ...patient, isWell: true } });
    assert.deepEqual(azure.requests(), []);
  });

  test("refuses what is no container group", async () => {
    const { result } = await does("check", {}, { ...INPUTS, groupId: "shop", verifySeconds: -1 });
    assert.deepEqual(
      (result as { failures: { property: string }[] }).failures.map(({ property }) => property),
      ["groupId", "verifySeconds"],
    );
  });
});
