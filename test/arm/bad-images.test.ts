import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import type { BadImages } from "../../sandbox/arm/faults";
import { groupAt } from "../../sandbox/arm/containers/instance-view";
import { numberAt, objectAt, objectsAt, textAt, type Json } from "../../sandbox/arm/json";
import { awaited } from "../waiting";
import { ArmFixture, codeOf, groupBody, groupPlace, makeNetwork, messageOf } from "./fixture";

const PATIENCE_MS = 60_000;
const UID = "0a0a0a0a-0000-4000-8000-000000000000";

describe("container groups of bad images", () => {
  let arm: ArmFixture;
  beforeEach(async () => {
    arm = await ArmFixture.start();
    await makeNetwork(arm);
  });
  afterEach(() => arm.end());

  const badImages = (images: BadImages) => arm.request("PUT", "/sandbox/faults", { badImages: images });
  const container = (image: string, more: Record<string, Json> = {}) => ({
    name: "web",
    properties: { image, resources: { requests: { cpu: 1, memoryInGB: 1 } }, ...more },
  });
  const create = async (image: string, properties: Record<string, Json> = {}) => {
    const body = { ...(groupBody({ containers: [container(image)], ...properties }) as object), tags: { UID } };
    await arm.done("PUT", groupPlace("web"), body);
  };
  const seen = async () => {
    const { body } = await arm.request("GET", groupPlace("web"));
    const view = (path: string) => `properties.instanceView.${path}`;
    const [web] = objectsAt(body, "properties.containers");
    return {
      group: textAt(body, view("state")),
      now: textAt(web, view("currentState.state")),
      startTime: textAt(web, view("currentState.startTime")),
      detail: textAt(web, view("currentState.detailStatus")),
      exitCode: numberAt(web, view("currentState.exitCode")),
      before: textAt(web, view("previousState.state")),
      exitCodeBefore: numberAt(web, view("previousState.exitCode")),
      restarts: numberAt(web, view("restartCount")),
    };
  };

  test("one whose container crashes runs on, and tells of exits, of restarts, and of the wait between them", async () => {
    await badImages({ "web:2": { crashes: true } });
    await create("web:2");
    const exited = await seen();
    assert.deepEqual([exited.group, exited.now, exited.exitCode, exited.detail], ["Running", "Terminated", 1, "Error"]);
    const again = await awaited("a second restart", PATIENCE_MS, async () => {
      const view = await seen();
      return (view.restarts ?? 0) >= 2 ? view : undefined;
    });
    assert.deepEqual([again.before, again.exitCodeBefore], ["Terminated", 1]);
    assert.equal(arm.host.groupOfPod(UID)?.get("web")?.isRunning, false);
  });

  test("one whose container crashes and is not started again has failed", async () => {
    await badImages({ "web:2": { crashes: true } });
    await create("web:2", { restartPolicy: "Never" });
    const { group, now, restarts } = await seen();
    assert.deepEqual([group, now, restarts], ["Failed", "Terminated", 0]);
  });

  test("one whose init container crashes does not get beyond pending", async () => {
    await badImages({ "init:2": { crashes: true } });
    const initContainers = [{ name: "init", properties: { image: "init:2" } }];
    await create("web:1", { initContainers });
    const { group, now } = await seen();
    assert.deepEqual([group, now], ["Pending", "Waiting"]);
  });

  test("one whose image is not there is refused in Azure's words, and accepted once it is", async () => {
    await badImages({ "web:2": { notFound: true } });
    const put = () => arm.request("PUT", groupPlace("web"), groupBody({ containers: [container("web:2")] }));
    const refused = await put();
    assert.equal(codeOf(refused), "400 InaccessibleImage");
    assert.equal(
      messageOf(refused),
      "The image 'web:2' in container group 'web' is not accessible. Please check the image and registry credential.",
    );
    assert.equal(codeOf(await arm.request("GET", groupPlace("web"))), "404 ResourceNotFound");
    await badImages({});
    assert.equal((await put()).status, 201);
  });

  test("one that answers with an error runs, and stays so when its image is good again; the next is good", async () => {
    await badImages({ "web:2": { answers: 500 } });
    await create("web:2");
    await badImages({});
    assert.deepEqual(arm.host.groupOfPod(UID)?.get("web"), { isRunning: true, failure: { answers: 500 } });
    await create("web:2");
    assert.deepEqual(
      arm.host.groupOfPod(UID)?.get("web")?.failure,
      { answers: 500 },
      "a group that runs is not pulled again",
    );
    await arm.done("DELETE", groupPlace("web"));
    assert.equal(arm.host.groupOfPod(UID), undefined);
    await create("web:2");
    assert.deepEqual(arm.host.groupOfPod(UID)?.get("web"), { isRunning: true });
  });

  test("one that answers a liveness probe with an error is started again", async () => {
    await badImages({ "web:2": { answers: 500 } });
    const livenessProbe = { httpGet: { path: "/", port: 80 }, periodSeconds: 1, failureThreshold: 1 };
    await create("web:2", { containers: [container("web:2", { livenessProbe })] });
    assert.equal((await seen()).now, "Running");
    const { exitCodeBefore } = await awaited("a restart", PATIENCE_MS, async () => {
      const view = await seen();
      return (view.restarts ?? 0) > 0 ? view : undefined;
    });
    assert.equal(exitCodeBefore, 143);
  });

  test("are declared one by one, each with exactly one thing that is wrong", async () => {
    const wrong = { "web:2": { crashes: true, answers: 500 }, "job:1": { answers: 99 }, "x:1": { sleeps: true } };
    const refused = await arm.request("PUT", "/sandbox/faults", { badImages: wrong });
    assert.equal(codeOf(refused), "400 InvalidFaults");
    assert.equal(
      messageOf(refused),
      'badImages["web:2"]: must have exactly one of crashes, completes, neverReady, answers, notFound; badImages["job:1"].answers: must be an HTTP status from 200 to 599; got 99; badImages["x:1"].sleeps: is not known; known are crashes, completes, neverReady, answers, notFound',
    );
  });
});

test("ACI shows an exit for longer than the connector looks away, and then a wait without a start time, which it passes over", () => {
  const readyAt = "2026-01-01T00:00:00Z";
  const record = {
    ...{ id: "/web", type: "", createdAt: "", modifiedAt: "", etag: "" },
    hidden: { readyAt, failures: { web: { crashes: true } } },
    body: { properties: { containers: [{ name: "web", properties: { image: "web:2" } }] } },
  };
  const stateAt = (seconds: number) => {
    const { properties } = groupAt(record, new Date(Date.parse(readyAt) + seconds * 1000)) as { properties: Json };
    const view = objectAt(objectsAt(properties, "containers")[0], "properties.instanceView");
    return [view["restartCount"], textAt(view, "currentState.state"), textAt(view, "currentState.startTime")];
  };
  assert.deepEqual(stateAt(-1), [0, "Waiting", undefined]);
  // The third restart is at 7 s, the fourth at 15 s.
  assert.deepEqual(stateAt(12.9), [3, "Terminated", "2026-01-01T00:00:07.000Z"]);
  assert.deepEqual(stateAt(13), [3, "Waiting", undefined]);
  assert.deepEqual(stateAt(15), [4, "Terminated", "2026-01-01T00:00:15.000Z"]);
});
