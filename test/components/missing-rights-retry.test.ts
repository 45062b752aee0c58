import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { rightsRetry } from "../../components/cluster/missing-rights-retry";
import { VirtualNodeCluster } from "../../index";
import { LEAST } from "./clusters";
import { record } from "./recording";

const REFUSED =
  'Code="LinkedAuthorizationFailed" Message="The client with object id \'the-principal\' does not have permission to ' +
  "perform action(s) 'Microsoft.Network/virtualNetworks/subnets/join/action'\"";

/** Asks whether to send a request again that was refused so often. */
async function ask(refusals: number, error = REFUSED) {
  const said: string[] = [];
  const pauses: number[] = [];
  const retry = rightsRetry({
    principalId: pulumi.output("the-principal"),
    say: (message) => said.push(message),
    pause: (seconds) => Promise.resolve(pauses.push(seconds)),
  });
  const errors = [error, ...Array.from({ length: refusals - 1 }, () => REFUSED)];
  const again = await retry({ urn: "", id: "", name: "", type: "", failedOperation: "create", errors });
  return { again, said, pauses };
}

describe("a cluster that Azure refuses", () => {
  test("while its identity's role spreads is asked for again after a while, and says so", async () => {
    const { again, said, pauses } = await ask(1);
    assert.equal(again, true);
    assert.equal(said.length, 1);
    assert.deepEqual(said, [
      `The roles of the cluster's identity have not spread in Azure yet; asking again in ${pauses.join()} s.`,
    ]);
  });

  test("for ten minutes is given up, with what to look at", async () => {
    let refusals = 1;
    let seconds = 0;
    for (;;) {
      const { again, said, pauses } = await ask(refusals);
      seconds += pauses[0] ?? 0;
      if (!again) {
        assert.match(said.join(), /az role assignment list --all --assignee the-principal$/);
        break;
      }
      refusals++;
    }
    assert.ok(seconds <= 600, String(seconds));
  });

  test("for another reason is not asked for again, whatever it was refused for before", async () => {
    assert.deepEqual(await ask(2, 'Code="QuotaExceeded"'), { again: false, said: [], pauses: [] });
  });

  test("is told from another cluster of its name under another parent", async () => {
    const made = await record(() => {
      const [a, b] = ["a", "b"].map((name) => new pulumi.ComponentResource("test:index:Parent", name));
      return [a, b].map((parent) => new VirtualNodeCluster("aks", LEAST, parent ? { parent } : {}));
    });
    const hooks = made.registrations.filter(({ name }) => name === "aks-cluster").flatMap(({ onError }) => onError);
    assert.equal(new Set(hooks).size, 2);
  });
});
