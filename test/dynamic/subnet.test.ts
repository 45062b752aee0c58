import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { containerGroupsIn, decideRelease, subnetObservation } from "../../sdk/virtual-node/subnet-observation";
import { state } from "./states";

describe("a subnet of container groups", () => {
  test("with nothing in it and no link can be deleted", () => {
    assert.deepEqual(decideRelease(subnetObservation(state("subnet-free"))), { step: "done" });
  });

  test("with ACI's link alone is unlinked", () => {
    assert.deepEqual(decideRelease(subnetObservation(state("subnet-linked"))), { step: "unlink" });
  });

  test("with another service's link is waited for, by the link's name", () => {
    assert.deepEqual(decideRelease(subnetObservation(state("subnet-foreign"))), {
      step: "wait",
      held: "other services hold on to it: AppServiceLink",
    });
  });

  test("with an address in use is waited for before anything is unlinked", () => {
    const linked = subnetObservation(state("subnet-linked"));
    assert.deepEqual(decideRelease({ ...linked, users: ["/interfaces/one", "/interfaces/two"] }), {
      step: "wait",
      held: "in it: /interfaces/one, /interfaces/two",
    });
  });

  test("is found among the subnets of container groups, whatever the case of its id", () => {
    const group = (id: string, subnet: string) => ({ id, properties: { subnetIds: [{ id: subnet }] } });
    assert.deepEqual(
      containerGroupsIn("/Subnets/ACI", [group("a", "/subnets/aci"), group("b", "/subnets/other"), {}]),
      ["a"],
    );
  });
});
