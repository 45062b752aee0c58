import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { textAt, valueAt } from "../../sandbox/arm/json";
import { ArmFixture, clusterBody, clusterPlace, codeOf, makeNetwork, messageOf } from "./fixture";

describe("the Kubernetes version of a cluster", () => {
  let arm: ArmFixture;
  const put = (kubernetesVersion: string) => arm.request("PUT", clusterPlace(), clusterBody({ kubernetesVersion }));
  before(async () => {
    arm = await ArmFixture.start();
    await makeNetwork(arm);
  });
  after(() => arm.end());

  for (const version of ["1.12", "1.36", "1.34.99", "1.34.x", "latest"]) {
    test(`${version} is refused`, async () => {
      const refused = await put(version);
      assert.equal(codeOf(refused), "400 K8sVersionNotSupported");
      assert.match(
        messageOf(refused),
        new RegExp(`^Managed cluster aks has invalid version ${version}\\. Please use \\[az`),
      );
    });
  }

  test("a minor version stays as it was written and stands for one of its patches", async () => {
    const cluster = await arm.done("PUT", clusterPlace(), clusterBody({ kubernetesVersion: "1.33" }));
    assert.equal(textAt(cluster, "properties.kubernetesVersion"), "1.33");
    assert.match(textAt(cluster, "properties.currentKubernetesVersion") ?? "", /^1\.33\.\d+$/);
  });

  test("no minor version is skipped", async () => {
    const refused = await put("1.35");
    assert.equal(codeOf(refused), "409 OperationNotAllowed");
    assert.match(
      messageOf(refused),
      /^Upgrading Kubernetes version 1\.33\.\d+ to 1\.35\.\d+ is not allowed\. Available upgrades: \[1\.34\.\d+\]\./,
    );
  });

  test("an upgrade reaches the control plane and shows on the pools, and there is no way back", async () => {
    const cluster = await arm.done("PUT", clusterPlace(), clusterBody({ kubernetesVersion: "1.34.2" }));
    assert.equal(textAt(cluster, "properties.currentKubernetesVersion"), "1.34.2");
    assert.equal(arm.host.ensured.at(-1)?.kubernetesVersion, "1.34.2");
    const [pool] = valueAt(cluster, "properties.agentPoolProfiles") as { currentOrchestratorVersion: string }[];
    assert.equal(pool?.currentOrchestratorVersion, "1.34.2");
    for (const before of ["1.33", "1.34.1"]) assert.equal(codeOf(await put(before)), "409 OperationNotAllowed");
  });
});
