import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ArgumentError } from "../../sdk/argument-error";
import { containerEnvironment } from "../../sdk/containers/environment";
import type { ContainerGroupArgs } from "../../sdk/containers/group-args";
import { addressManifest, containerPorts } from "../../sdk/containers/group-manifest";
import { containerGroupSpec } from "../../sdk/containers/group-spec";
import { pullWarnings, registrySpecs } from "../../sdk/containers/registries";
import { GROUP_RULES } from "../../sdk/containers/rules/all";
import { aciSize } from "../../sdk/containers/size";

const SMALL = { cpu: "500m", memory: "512Mi" };

const given = (more: Partial<ContainerGroupArgs> = {}): ContainerGroupArgs => ({
  name: "hello",
  resources: { cpu: "1", memory: "1G" },
  isInSubnet: false,
  ...more,
});

const volume = (name: string, mountPath = `/${name}`) => ({ name, mountPath, kinds: [] });

/** What each rule finds in a group, and nothing else is found there. */
const FOUND: readonly (readonly [rule: string, args: Partial<ContainerGroupArgs>, path: string])[] = [
  [
    "port-count",
    { isInSubnet: true, port: 80, additionalPorts: [81, 82, 83, 84, 85].map((port) => ({ port })) },
    "additionalPorts[4].port",
  ],
  ["reserved-port", { isInSubnet: true, port: 22 }, "port"],
  ["reserved-port", { isInSubnet: true, port: 30000 }, "port"],
  ["reserved-port", { isInSubnet: true, port: 49152 }, "port"],
  ["port-twice", { isInSubnet: true, port: 80, additionalPorts: [{ port: 80 }] }, "additionalPorts[0].port"],
  ["no-port", { exposure: "PublicAddress" }, "port"],
  ["unreached-port", { port: 80 }, "port"],
  [
    "container-count",
    {
      sidecars: Array.from({ length: 60 }, (_none, index) => ({
        name: `s${index}`,
        resources: { cpu: "10m", memory: "100M" },
      })),
    },
    "sidecars",
  ],
  ["container-name", { name: "Hello" }, "name"],
  ["container-name-twice", { sidecars: [{ name: "hello", resources: SMALL }] }, "sidecars[0].name"],
  ["volume-count", { volumes: Array.from({ length: 21 }, (_none, index) => volume(`volume${index}`)) }, "volumes"],
  ["volume-name", { volumes: [volume("data")] }, "volumes[0].name"],
  ["volume-name", { volumes: [volume("two--hyphens")] }, "volumes[0].name"],
  ["volume-name-twice", { volumes: [volume("files"), volume("files", "/other")] }, "volumes[1].name"],
  ["mount-path-twice", { volumes: [volume("files", "/data"), volume("share", "/data")] }, "volumes[1].mountPath"],
  ["group-size", { resources: { cpu: "32", memory: "1G" } }, "resources.cpu"],
  ["large-group", { resources: { cpu: "1", memory: "17G" } }, "resources.memory"],
  ["spot-size", { priority: "Spot", resources: { cpu: "5", memory: "1G" } }, "resources.cpu"],
  ["group-minimum", { resources: { cpu: "500m", memory: "1G" } }, "resources.cpu"],
  ["public-address-in-subnet", { isInSubnet: true, exposure: "PublicAddress", port: 80 }, "exposure"],
  ["dns-label", { exposure: "PublicAddress", port: 80, dnsLabel: "shop" }, "dnsLabel"],
  ["dns-label-without-address", { dnsLabel: "hello-shop" }, "dnsLabel"],
  ["dns-servers-without-subnet", { dnsServers: ["10.0.0.4"] }, "dnsServers"],
  [
    "dns-server-count",
    { isInSubnet: true, dnsServers: ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"] },
    "dnsServers",
  ],
  ["spot-public-address", { priority: "Spot", exposure: "PublicAddress", port: 80 }, "exposure"],
  ["spot-subnet", { priority: "Spot", isInSubnet: true }, "subnetId"],
  ["spot-zone", { priority: "Spot", zone: "1" }, "zone"],
  ["restart-policy-never", { restartPolicy: "Never" }, "restartPolicy"],
];

/** Everything that is said of a group: what is refused, warned of and noted. */
function said(args: ContainerGroupArgs): readonly string[] {
  try {
    const { warnings, notes } = containerGroupSpec(args);
    return [...warnings, ...notes];
  } catch (error) {
    assert.ok(error instanceof ArgumentError);
    return error.problems.map(({ path, reason }) => `${path}: ${reason}`);
  }
}

describe("what ACI limits in a container group", () => {
  for (const [rule, args, path] of FOUND) {
    test(`is found by ${rule} in ${JSON.stringify(args).slice(0, 90)}`, () => {
      const lines = said(given(args));
      assert.equal(lines.length, 1, lines.join("\n"));
      assert.match(lines[0] ?? "", new RegExp(`\\(${rule}, https://learn\\.microsoft\\.com/`));
      assert.ok(lines[0]?.startsWith(`${path}: `), lines[0]);
    });
  }

  test("has an example for every rule, and every rule another name", () => {
    const rules = GROUP_RULES.map(({ id }) => id);
    assert.deepEqual([...new Set(rules)], rules);
    assert.deepEqual([...new Set(FOUND.map(([rule]) => rule))].sort(), [...rules].sort());
  });

  test("says nothing of a group that keeps within it", () => {
    const ports = [443, 8080, 8081].map((port) => ({ port }));
    const args = { isInSubnet: true, port: 80, additionalPorts: ports, zone: "3", volumes: [volume("files")] };
    assert.deepEqual(said(given(args)), []);
  });

  test("refuses a port, a zone and a path that are none, and looks no further then", () => {
    const args = {
      port: 0,
      zone: "a",
      name: "Hello",
      volumes: [{ ...volume("files", "data"), kinds: ["secret", "gitRepo"] }],
    };
    assert.deepEqual(said(given(args)), [
      "port: must be a whole number from 1 to 65535; got 0",
      'zone: must be a zone such as "1"; got "a"',
      "volumes[0]: must be of one kind; got secret and gitRepo",
      'volumes[0].mountPath: must be a path in the container that starts with "/", without a colon; got "data"',
    ]);
  });
});

describe("the size of a container", () => {
  test("is rounded up to ACI's steps", () => {
    assert.deepEqual(aciSize(SMALL), { cpu: 0.5, memoryInGB: 0.6 });
    assert.deepEqual(aciSize({ cpu: "1", memory: "1G" }), { cpu: 1, memoryInGB: 1 });
    assert.deepEqual(aciSize({ cpu: "1001m", memory: "1Gi" }), { cpu: 1.01, memoryInGB: 1.1 });
  });

  test("is never less than asked for, and never more than a step above", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 31_000 }), fc.integer({ min: 1, max: 240_000 }), (cpu, memory) => {
        const size = aciSize({ cpu: `${cpu}m`, memory: `${memory}M` });
        assert.ok(size.cpu * 1000 >= cpu - 1e-6 && size.cpu * 1000 < cpu + 10, `${cpu}m is ${size.cpu}`);
        assert.ok(size.memoryInGB * 1000 >= memory - 1e-6 && size.memoryInGB * 1000 < memory + 100, `${memory}M`);
      }),
    );
  });
});

describe("the address of a group", () => {
  const addressOf = (more: Partial<ContainerGroupArgs>) => addressManifest(containerGroupSpec(given(more)).spec);
  const ports = [{ port: 80, protocol: "TCP" }];

  test("is a public one, with a name where it has a label", () => {
    const more: Partial<ContainerGroupArgs> = { port: 80, exposure: "PublicAddress", dnsLabel: "hello-shop" };
    assert.deepEqual(addressOf(more), { type: "Public", ports, dnsNameLabel: "hello-shop" });
  });

  test("is one of its subnet, or none at all", () => {
    assert.deepEqual(addressOf({ port: 80, isInSubnet: true }), { type: "Private", ports });
    assert.equal(addressOf({ port: 80 }), undefined);
    assert.equal(addressOf({ isInSubnet: true }), undefined);
  });

  test("has the ports of all containers, each of which listens on its own", () => {
    const sidecars = [{ name: "proxy", port: 443, resources: SMALL }];
    const { spec } = containerGroupSpec(
      given({ isInSubnet: true, port: 80, additionalPorts: [{ port: 81 }], sidecars }),
    );
    assert.deepEqual(
      [containerPorts(spec, 0), containerPorts(spec, 1)].map((all) => all.map(({ port }) => port)),
      [[80, 81], [443]],
    );
    assert.deepEqual(
      addressManifest(spec)?.ports.map(({ port }) => port),
      [80, 81, 443],
    );
  });
});

describe("the environment of a container", () => {
  test("keeps secrets apart", () => {
    assert.deepEqual(containerEnvironment({ env: { LEVEL: "info" }, secrets: { PASSWORD: "x" } }), [
      { name: "LEVEL", value: "info" },
      { name: "PASSWORD", secureValue: "x" },
    ]);
  });

  test("refuses what ACI would not take, and never tells a secret", () => {
    const secrets = { _TOKEN: "hunter2", level: "hunter2", NUMBER: 7 as unknown as string };
    assert.throws(
      () => containerEnvironment({ env: { LEVEL: "info" }, secrets }, "sidecars[1]"),
      ({ message }: Error) => {
        assert.match(message, /^sidecars\[1\]\.secrets\._TOKEN: ACI refuses the name/);
        assert.match(message, /sidecars\[1\]\.secrets\.level: must be said once, .*; env\.LEVEL is there/);
        assert.match(message, /sidecars\[1\]\.secrets\.NUMBER: must be text; got a number/);
        assert.doesNotMatch(message, /hunter2|7/);
        return true;
      },
    );
  });
});

describe("the registries of a group", () => {
  test("are signed in to by an identity, or by a user with a password", () => {
    const entry = { server: "shop.azurecr.io", hasIdentity: false, hasUser: false, hasPassword: false };
    assert.throws(
      () =>
        registrySpecs([
          { ...entry, server: "https://x" },
          { ...entry, hasIdentity: true, hasUser: true },
        ]),
      {
        message:
          'registryCredentials[0].server: must be the host name of a registry, without https://; got "https://x"\n' +
          "registryCredentials[0].username: is required with password, or identityId in place of both\n" +
          "registryCredentials[1].identityId: must not be given together with username and password",
      },
    );
    assert.equal(registrySpecs([{ ...entry, hasIdentity: true }]).length, 1);
  });

  test("are missed where an Azure registry's image has none", () => {
    assert.match(pullWarnings("shop.azurecr.io/web:1", [])[0] ?? "", /^image: .*AcrPull/);
    assert.deepEqual(pullWarnings("shop.azurecr.io/web:1", ["shop.azurecr.io"]), []);
    assert.deepEqual(pullWarnings("mcr.microsoft.com/web:1", []), []);
  });
});
