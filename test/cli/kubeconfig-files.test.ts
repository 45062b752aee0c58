import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mergedKubeconfig } from "../../cli/cluster/kubeconfig-files";
import { parseKubeconfig } from "../../sdk/kubernetes/kubeconfig";

const WORK = `
current-context: work
clusters: [{name: shared, cluster: {server: "https://work:6443", certificate-authority: pki/ca.pem}}]
users: [{name: me, user: {client-certificate: me.pem, client-key: /keys/me.key}}]
contexts: [{name: work, context: {cluster: shared, user: me, namespace: shop}}]
`;

const HOME = `
current-context: home
clusters: [{name: shared, cluster: {server: "https://home:6443"}}, {name: own, cluster: {server: "https://own:6443"}}]
users: [{name: plugin, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/login, args: [x]}}}]
contexts: [{name: home, context: {cluster: own, user: plugin}}]
`;

const FILES = [
  { path: "/home/dev/config", text: WORK },
  { path: "/home/me/.kube/config", text: HOME },
];

describe("several kubeconfigs as one", () => {
  const merged = mergedKubeconfig(FILES);

  test("have the contexts of all, and the first one's current context", () => {
    assert.equal(parseKubeconfig(merged).server, "https://work:6443");
    assert.equal(parseKubeconfig(merged).namespace, "shop");
    assert.equal(parseKubeconfig(merged, "home").server, "https://own:6443");
  });

  test("have of two of the same name the first", () => {
    assert.equal(parseKubeconfig(mergedKubeconfig([...FILES].reverse()), "work").server, "https://home:6443");
  });

  test("name files beside the kubeconfig that names them", () => {
    const work = parseKubeconfig(merged);
    assert.deepEqual(work.certificateAuthority, { file: "/home/dev/pki/ca.pem" });
    assert.deepEqual(work.clientCertificate, { file: "/home/dev/me.pem" });
    assert.deepEqual(work.clientKey, { file: "/keys/me.key" });
    assert.equal(parseKubeconfig(merged, "home").credentialPlugin?.command, "/home/me/.kube/bin/login");
  });

  test("leave a program that is looked for on PATH as it is", () => {
    const text = HOME.replace("./bin/login", "kubelogin");
    const { credentialPlugin } = parseKubeconfig(mergedKubeconfig([{ path: "/a/config", text }]));
    assert.equal(credentialPlugin?.command, "kubelogin");
  });

  test("may be empty files", () => {
    assert.equal(parseKubeconfig(mergedKubeconfig([{ path: "/a", text: "" }, ...FILES])).context, "work");
  });

  test("that are none are refused by their names, without a line of them", () => {
    for (const text of ["token: [secret", "[secret]"]) {
      assert.throws(
        () => mergedKubeconfig([{ path: "/a/config", text }]),
        (error) => error instanceof Error && error.message.includes("/a/config") && !error.message.includes("secret"),
      );
    }
  });
});
