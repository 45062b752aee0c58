import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { KubernetesUnreachable, type WatchEvent } from "../../sdk/kubernetes/kubernetes-io";
import { WatchedList } from "../../sdk/kubernetes/watched-list-io";
import { awaited } from "../waiting";
import { ScriptedApi, type ScriptedWatch } from "./scripted-api";

const object = (name: string, version: number, value: number | undefined = 0) => ({
  metadata: { name, resourceVersion: String(version) },
  value,
});

const event = (type: string, ...[name, version, value]: Parameters<typeof object>): WatchEvent => ({
  type,
  object: object(name, version, value),
});

const listOf = (version: number, ...items: readonly object[]) => ({
  body: { metadata: { resourceVersion: String(version) }, items },
});

const ended = new AbortController();
let end = ended;

/** A list that is kept of an API server, by a clock that the test moves. */
function kept(api: ScriptedApi, quietMs?: number) {
  end = new AbortController();
  const clock = { now: 0 };
  const seen = { changes: 0 };
  const list = new WatchedList<{ name: string; value: unknown }>(
    api.client,
    {
      what: "things",
      path: "/things",
      keep: ({ metadata, ["value"]: value }) => ({ name: metadata?.name ?? "", value }),
      ...(quietMs === undefined ? {} : { quietMs }),
    },
    { onChange: () => (seen.changes += 1), clock: () => clock.now, random: () => 0 },
  );
  const over = list.run(end.signal);
  const watch = (number: number): Promise<ScriptedWatch> =>
    awaited(`watch ${number}`, 5_000, () => Promise.resolve(api.watches[number - 1]));
  const names = (...expected: readonly string[]) =>
    awaited(`the things ${expected.join(", ")}`, 5_000, () => {
      const known = list.items.map(({ name }) => name).sort();
      return Promise.resolve(String(known) === String(expected) ? true : undefined);
    });
  return { list, clock, seen, over, watch, names };
}

describe("a list that is watched", () => {
  afterEach(() => {
    end.abort();
  });

  test("is what was listed, and then what has been added, changed and deleted", async () => {
    const api = new ScriptedApi(() => listOf(7, object("one", 3)));
    const { list, watch, names } = kept(api);
    const first = await watch(1);
    assert.equal(first.query["resourceVersion"], "7");
    first.send(event("ADDED", "two", 8), event("MODIFIED", "one", 9, 5), event("ADDED", "three", 10));
    await names("one", "three", "two");
    assert.deepEqual(list.items.find(({ name }) => name === "one")?.value, 5);
    first.send(event("DELETED", "two", 11));
    await names("one", "three");
  });

  test("of many objects is listed in pages", async () => {
    const api = new ScriptedApi(({ query }) =>
      query?.["continue"] === undefined
        ? { body: { metadata: { continue: "more" }, items: [object("one", 1)] } }
        : listOf(4, object("two", 2)),
    );
    const { names, watch } = kept(api);
    await names("one", "two");
    assert.equal((await watch(1)).query["resourceVersion"], "4");
  });

  test("tells who waits of what is kept of an object, and not of the rest", async () => {
    const api = new ScriptedApi(() => listOf(7, object("one", 3)));
    const { seen, watch, names } = kept(api);
    const first = await watch(1);
    const listed = seen.changes;
    first.send(event("MODIFIED", "one", 8), event("ADDED", "two", 9));
    await names("one", "two");
    assert.equal(seen.changes - listed, 1);
  });

  test("goes on where the watch ended, after a bookmark too, without listing again", async () => {
    const api = new ScriptedApi(() => listOf(7));
    const { clock, watch } = kept(api);
    const first = await watch(1);
    first.send(event("ADDED", "one", 8), { type: "BOOKMARK", object: { metadata: { resourceVersion: "20" } } });
    clock.now = 5_000;
    first.send("end");
    assert.equal((await watch(2)).query["resourceVersion"], "20");
    assert.equal(api.requests.length, 1);
  });

  test("is listed again where the API server has forgotten its place, and what is gone meanwhile is gone", async () => {
    const lists = [listOf(7, object("one", 3), object("two", 4)), listOf(40, object("two", 4))];
    const api = new ScriptedApi(() => lists.shift() ?? {});
    const { watch, names } = kept(api);
    const gone = { type: "ERROR", object: { kind: "Status", code: 410, message: "too old" } };
    (await watch(1)).send(gone);
    assert.equal((await watch(2)).query["resourceVersion"], "40");
    await names("two");
  });

  test("is behind from its start until it is watched, and from the end of a watch until the next", async () => {
    const api = new ScriptedApi(() => listOf(7));
    api.accepts = false;
    const { list, clock, watch } = kept(api);
    const first = await watch(1);
    clock.now = 4_000;
    assert.equal(list.behindMs, 4_000, "nobody has accepted the watch yet");
    api.accepts = true;
    first.send("end");
    await watch(2);
    assert.equal(list.behindMs, 0);
    clock.now = 9_000;
    assert.equal(list.behindMs, 0, "a watch on which nothing happens misses nothing");
    api.accepts = false;
    api.watches[1]?.send("broken");
    await watch(3);
    clock.now = 10_000;
    assert.equal(list.behindMs, 1_000);
    assert.ok(list.problem instanceof KubernetesUnreachable);
    assert.equal(list.restarts, 1);
  });

  test("takes a watch for dead that says nothing for too long", async () => {
    const api = new ScriptedApi(() => listOf(7));
    const { list, watch } = kept(api, 50);
    await watch(2);
    assert.ok(list.restarts >= 1, `${list.restarts} restarts`);
  });

  test("is tried again and again while the API server is away", async () => {
    let isAway = true;
    const api = new ScriptedApi(() => {
      if (isAway) throw new KubernetesUnreachable("https://api", "list", new Error("refused"));
      return listOf(7, object("one", 3));
    });
    const { list, names } = kept(api);
    await awaited("two failures", 5_000, () => Promise.resolve(list.restarts >= 2 ? true : undefined));
    assert.equal(list.isListed, false);
    isAway = false;
    await names("one");
  });

  test("ends with a failure that is none of the API server's", async () => {
    const { over } = kept(new ScriptedApi(() => ({ body: { items: [null] } })));
    await assert.rejects(over, TypeError);
  });
});
