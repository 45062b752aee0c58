import assert from "node:assert/strict";
import path from "node:path";
import { officialClients, ROOT } from "../sandbox";
import { proveLifecycle } from "./lifecycle";
import type { Stack } from "./stack";

const NODES = "network-node-subnet 10.232.0.0/16";
const VIRTUAL_NODE = "network-virtual-node-subnet 10.228.0.0/16";
const JOBS = "network-subnet-jobs 10.226.0.0/20";

/** The network as Azure's own client reads it: its tags, and its subnets with their ranges. */
async function networkOf(stack: Stack) {
  const { network } = await officialClients();
  const group = (await stack.output("resourceGroupName")) as string;
  const name = ((await stack.output("virtualNetworkId")) as string).split("/").at(-1) ?? "";
  const { tags, subnets = [] } = await network.virtualNetworks.get(group, name);
  return {
    owner: tags?.["owner"],
    subnets: subnets.map((subnet) => `${subnet.name ?? ""} ${subnet.addressPrefix ?? ""}`),
  };
}

proveLifecycle("a network with everything", {
  directory: path.join(ROOT, "test", "programs", "network"),
  verify: async (stack) => {
    assert.deepEqual(await networkOf(stack), { owner: "shop", subnets: [NODES, VIRTUAL_NODE, JOBS] });
  },
  changes: [
    {
      // Azure is sent the network anew, without the subnets, which are resources of their own.
      key: "owner",
      value: "web",
      verify: async (stack) => {
        assert.deepEqual(await networkOf(stack), { owner: "web", subnets: [NODES, VIRTUAL_NODE, JOBS] });
      },
    },
    {
      key: "endpoints",
      value: "true",
      verify: async (stack) => {
        const subnets = [NODES, VIRTUAL_NODE, JOBS, "network-subnet-endpoints 10.225.0.0/20"];
        assert.deepEqual((await networkOf(stack)).subnets, subnets);
      },
    },
    {
      key: "maxNodes",
      value: "1900",
      verify: async (stack) => {
        assert.equal((await networkOf(stack)).subnets[0], NODES);
      },
    },
  ],
});
