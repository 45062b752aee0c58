import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { officialClients, ROOT } from "../sandbox";
import { proveLifecycle } from "./lifecycle";
import { createStack, type Stack } from "./stack";

let landingZone: Stack;

before(async () => {
  landingZone = await createStack(path.join(ROOT, "test", "programs", "landing-zone"), `landing-zone-${process.pid}`);
  await landingZone.run("up", "--yes", "--skip-preview");
});
after(() => landingZone.remove());

/** The ranges of the subnets in the other team's network, as Azure's own client reads them. */
async function subnets(): Promise<readonly (string | undefined)[]> {
  const { network } = await officialClients();
  const group = (await landingZone.output("resourceGroupName")) as string;
  const name = (await landingZone.output("virtualNetworkName")) as string;
  const ranges: (string | undefined)[] = [];
  for await (const subnet of network.subnets.list(group, name)) ranges.push(subnet.addressPrefix);
  return ranges;
}

proveLifecycle("a cluster in somebody else's network", {
  directory: path.join(ROOT, "examples", "existing-network"),
  config: async () => ({
    virtualNetworkId: (await landingZone.output("virtualNetworkId")) as string,
    addressSpace: "10.20.128.0/17",
    serviceCidr: "172.16.0.0/16",
  }),
  verify: async () => {
    assert.deepEqual(await subnets(), ["10.20.0.0/24", "10.20.192.0/18", "10.20.160.0/19"]);
  },
  changes: [
    {
      key: "count",
      value: "2",
      verify: async (stack) => {
        const pool = (await stack.resources()).find(({ type }) => type.endsWith(":AgentPool"));
        assert.equal(pool?.inputs["count"], 2);
      },
    },
  ],
});

test("nothing of the other team's network is touched, from the first up to the last destroy", async () => {
  assert.deepEqual(await subnets(), ["10.20.0.0/24"]);
  await landingZone.run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
});
