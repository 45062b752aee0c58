import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { InClusterError, inClusterConnection } from "../../sdk/kubernetes/in-cluster-io";

describe("a pod's way to its own cluster", () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-account-"));
  after(() => {
    rmSync(directory, { recursive: true });
  });
  const environment = { KUBERNETES_SERVICE_HOST: "10.0.0.1", SERVICE_ACCOUNT_DIRECTORY: directory };

  test("is what the kubelet gives it, with a token that is read anew for every request", () => {
    for (const name of ["token", "ca.crt"]) writeFileSync(path.join(directory, name), name);
    assert.deepEqual(inClusterConnection({ ...environment, KUBERNETES_SERVICE_PORT: "6443" }), {
      context: "in-cluster",
      server: "https://10.0.0.1:6443",
      token: { file: path.join(directory, "token") },
      certificateAuthority: { file: path.join(directory, "ca.crt") },
      insecureSkipTlsVerify: false,
    });
  });

  test("may be an address of IPv6, at the port of HTTPS", () => {
    const { server } = inClusterConnection({ ...environment, KUBERNETES_SERVICE_HOST: "fd00::1" });
    assert.equal(server, "https://[fd00::1]:443");
  });

  test("is none outside of a pod, nor for a pod without an account", () => {
    assert.throws(() => inClusterConnection({}), InClusterError);
    const missing = path.join(directory, "none");
    const pod = { ...environment, SERVICE_ACCOUNT_DIRECTORY: missing };
    assert.throws(() => inClusterConnection(pod), /none\/token does not exist: the pod needs a service account/);
  });
});
