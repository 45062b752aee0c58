import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { Kwok } from "../../sandbox/nodes/kwok";
import { Supervisor } from "../../sandbox/processes";
import { kubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { freePort } from "../../sandbox/ports";

const scratch = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-kwok-"));
const supervisor = new Supervisor({
  logs: path.join(scratch, "logs"),
  run: path.join(scratch, "run"),
  log: () => undefined,
});
after(async () => {
  await supervisor.close();
  rmSync(scratch, { recursive: true });
});

/** The VMs of a cluster whose API server cannot be reached. */
async function kwok(): Promise<Kwok> {
  const kubeconfig = JSON.stringify({
    clusters: [{ name: "away", cluster: { server: `https://127.0.0.1:${await freePort()}` } }],
    users: [{ name: "admin", user: {} }],
    contexts: [{ name: "away", context: { cluster: "away", user: "admin" } }],
    "current-context": "away",
  });
  return new Kwok({
    name: "kwok",
    command: "never-started",
    kubeconfig: path.join(scratch, "kubeconfig"),
    stages: path.join(scratch, "stages.yaml"),
    badImages: undefined,
    client: kubernetesClient(kubeconfig),
    supervisor,
  });
}

test("VMs that are stopped while they are told of a bad image start no container of it, and that is no failure", async () => {
  const stopping = await kwok();
  const told = stopping.useImages({ "web:2": { crashes: true } });
  await stopping.stop();
  await told;
  assert.equal(supervisor.observe("kwok"), undefined);
  await stopping.useImages({ "web:3": { crashes: true } });
  assert.equal(supervisor.observe("kwok"), undefined);
});
