import assert from "node:assert/strict";
import { test } from "node:test";
import { isInRange, requiredVersion, versionIn } from "../../sandbox/tools/versions";

test("each tool's own words for its version are understood", () => {
  const said = {
    "v3.250.0\n": "3.250.0",
    "v3.251.0-alpha.x1a2b3c4\n": "3.251.0",
    "Kubernetes v1.35.4": "1.35.4",
    "etcd Version: 3.6.10\nGit SHA: Not provided (use ./build instead of go build)\nGo Version: go1.26.8": "3.6.10",
    "kwok version v0.7.0 go1.26.8 (linux/amd64)": "0.7.0",
  };
  for (const [output, version] of Object.entries(said)) assert.equal(versionIn(output), version);
  assert.equal(versionIn("error: unknown flag: --version"), undefined);
});

test("a range has its first version and not its last, compared as numbers", () => {
  const range = { from: "3.5.24", below: "3.7.0" };
  const cases = { "3.5.9": false, "3.5.23": false, "3.5.24": true, "3.6.10": true, "3.7.0": false, "4.0.0": false };
  for (const [version, expected] of Object.entries(cases)) assert.equal(isInRange(version, range), expected, version);
});

test("a go.mod file's required version is that of the module itself, not of its tools or neighbours", () => {
  const goMod = `tool k8s.io/kubernetes/cmd/kube-apiserver

replace k8s.io/kubernetes/x => k8s.io/kubernetes/x v9.9.9

require (
	k8s.io/kubernetes v1.35.4 // indirect
	k8s.io/kubernetes-more v2.0.0
)`;
  assert.equal(requiredVersion(goMod, "k8s.io/kubernetes"), "1.35.4");
  assert.equal(requiredVersion("require go.etcd.io/etcd v3.6.10", "go.etcd.io/etcd"), "3.6.10");
  assert.equal(requiredVersion(goMod, "k8s.io/api"), undefined);
});
