import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { KubeloginMode } from "../../sdk/cluster/cluster-access";
import { parseKubeconfig } from "../../sdk/kubernetes/kubeconfig";
import { KubeconfigError } from "../../sdk/kubernetes/kubeconfig-text";
import { kubeconfigLogin } from "../../sdk/kubernetes/kubeconfig-login";

const CERTIFICATE = Buffer.from("-----BEGIN CERTIFICATE-----\n".repeat(20)).toString("base64");

/** As AKS hands it out for a cluster with Entra ID (Azure/AKS issue 3050). */
const FROM_AKS = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${CERTIFICATE}
    server: https://aks.hcp.westeurope.azmk8s.io:443
  name: aks
contexts:
- context:
    cluster: aks
    user: clusterUser_group_aks
  name: aks
current-context: aks
kind: Config
preferences: {}
users:
- name: clusterUser_group_aks
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      args:
      - get-token
      - --environment
      - AzurePublicCloud
      - --server-id
      - 6dae42f8-4368-4678-94ff-3960e28e3630
      - --client-id
      - 80faf920-1908-4b52-b5ef-a8e7bedfc67a
      - --tenant-id
      - 00000000-0000-0000-0000-00000000000e
      - --login
      - devicecode
      command: kubelogin
      env: null
      installHint: kubelogin is not installed
      provideClusterInfo: false
`;

const SERVER = ["--server-id", "6dae42f8-4368-4678-94ff-3960e28e3630"];
const CLIENT = [
  ...["--client-id", "80faf920-1908-4b52-b5ef-a8e7bedfc67a"],
  ...["--tenant-id", "00000000-0000-0000-0000-00000000000e"],
  ...["--environment", "AzurePublicCloud"],
];

/** What `kubelogin convert-kubeconfig --login MODE` makes of the flags. */
const CONVERTED: Readonly<Record<KubeloginMode, readonly string[]>> = {
  azurecli: ["get-token", "--login", "azurecli", ...SERVER],
  msi: ["get-token", "--login", "msi", ...SERVER],
  workloadidentity: ["get-token", "--login", "workloadidentity", ...SERVER],
  spn: ["get-token", "--login", "spn", ...SERVER, ...CLIENT],
  devicecode: ["get-token", "--login", "devicecode", ...SERVER, ...CLIENT],
};

describe("a kubeconfig of a cluster with Entra ID", () => {
  for (const mode of Object.values(KubeloginMode)) {
    test(`signs in by ${mode}`, () => {
      const { credentialPlugin } = parseKubeconfig(kubeconfigLogin(FROM_AKS, mode));
      assert.deepEqual(credentialPlugin?.args, CONVERTED[mode]);
      assert.equal(credentialPlugin.command, "kubelogin");
    });
  }

  test("stays as it is in everything else", () => {
    const strip = (text: string) => {
      const config = parse(text) as { users: { user: { exec: { args: unknown } } }[] };
      for (const { user } of config.users) delete user.exec.args;
      return config;
    };
    assert.deepEqual(strip(kubeconfigLogin(FROM_AKS, "azurecli")), strip(FROM_AKS));
  });

  test("keeps what other readers of YAML would take for something else between quotes", () => {
    const odd = FROM_AKS.replace("preferences: {}", 'preferences: { a: "on", b: "2026-01-01", c: "1e3" }');
    const text = kubeconfigLogin(odd, "azurecli");
    for (const word of ["on", "2026-01-01", "1e3"]) assert.match(text, new RegExp(`: '${word}'$`, "m"));
    assert.ok(text.includes(`: ${CERTIFICATE}\n`), "a certificate is one line");
  });

  test("converted twice is converted once", () => {
    const once = kubeconfigLogin(FROM_AKS, "azurecli");
    assert.equal(kubeconfigLogin(once, "azurecli"), once);
  });

  test("of one's own accounts stays as it is, to the letter", () => {
    const own = "apiVersion: v1\nkind: Config\nusers: [{ name: a, user: { token: secret } }]\n";
    assert.equal(kubeconfigLogin(own, "azurecli"), own);
  });

  test("that does not say which server it signs in to is refused", () => {
    const lacking = FROM_AKS.replace(/ {6}- --server-id\n {6}- .*\n/, "");
    assert.throws(() => kubeconfigLogin(lacking, "msi"), KubeconfigError);
    assert.throws(() => kubeconfigLogin("[]", "msi"), KubeconfigError);
    assert.throws(
      () => kubeconfigLogin("token: [hunter2", "msi"),
      (error) => error instanceof KubeconfigError && !error.message.includes("hunter2"),
    );
  });
});
