import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { freePort, isPortFree, sameOrFreePort } from "../../sandbox/ports";

describe("ports", () => {
  test("that are free are none that the system gives to outgoing connections, nor those that are spoken for", async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, () => freePort()));
    assert.ok(
      ports.every((port) => port >= 10_000 && port <= 32_767),
      ports.join(", "),
    );
    const taken = ports.slice(0, 25);
    assert.ok(!taken.includes(await freePort(taken)));
  });

  test("on which somebody listens are not free, and another takes their place", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    try {
      assert.equal(await isPortFree(port), false);
      assert.notEqual(await sameOrFreePort(port), port);
    } finally {
      server.close();
      await once(server, "close");
    }
    assert.equal(await sameOrFreePort(port), port);
  });
});
