import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pluginCredential } from "../../sdk/kubernetes/credential-plugin";
import { kubeconfigLogin } from "../../sdk/kubernetes/kubeconfig-login";
import { parseKubeconfig } from "../../sdk/kubernetes/kubeconfig";
import { entraKubeconfig, SERVER_APPLICATION } from "../../sandbox/arm/clusters/entra";
import { execCredential } from "../../sandbox/kubelogin/sign-in";
import { userToken, userTokenFile } from "../../sandbox/kubelogin/user-token";

const directory = { clientSecret: "a secret of this test", tenantId: "22222222-2222-2222-2222-222222222222" };
const VERSION = "client.authentication.k8s.io/v1beta1";
const KUBECONFIG = `
clusters: [{ name: aks, cluster: { server: "https://127.0.0.1:6443" } }]
users: [{ name: user-aks, user: { token: secret } }]
contexts: [{ name: aks, context: { cluster: aks, user: user-aks } }]
current-context: aks
`;

const asked = ["get-token", "--server-id", SERVER_APPLICATION, "--tenant-id", directory.tenantId];
const signIn = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  execCredential({ args: [...asked, ...args], environment, directory });

/** The token in an ExecCredential, read as the library reads it. */
function tokenOf(answer: object): string | undefined {
  const credential = pluginCredential(JSON.stringify(answer), VERSION);
  assert.ok(!("problem" in credential), JSON.stringify(credential));
  return credential.token;
}

describe("the sandbox's kubelogin", () => {
  for (const mode of ["azurecli", "spn", "workloadidentity"] as const) {
    test(`signs in by ${mode} with the kubeconfig of a cluster with Entra ID`, () => {
      const kubeconfig = kubeconfigLogin(entraKubeconfig(KUBECONFIG, directory.tenantId), mode);
      const args = parseKubeconfig(kubeconfig).credentialPlugin?.args ?? [];
      const environment = {
        AAD_SERVICE_PRINCIPAL_CLIENT_SECRET: directory.clientSecret,
        AZURE_FEDERATED_TOKEN_FILE: "/var/run/secrets/token",
      };
      assert.equal(tokenOf(execCredential({ args, environment, directory })), userToken(directory));
    });
  }

  test("gives the token that the API servers know, for an hour", () => {
    const now = new Date("2026-01-01T00:00:00Z");
    const args = [...asked, "--login", "azurecli"];
    const credential = pluginCredential(
      JSON.stringify(execCredential({ args, environment: {}, directory }, now)),
      VERSION,
    );
    assert.ok(!("problem" in credential) && credential.token !== undefined);
    assert.equal(credential.expires?.toISOString(), "2026-01-01T01:00:00.000Z");
    assert.ok(userTokenFile(directory).startsWith(`${credential.token},`));
  });

  test("answers in the version in which it was asked", () => {
    const apiVersion = "client.authentication.k8s.io/v1";
    const information = JSON.stringify({ kind: "ExecCredential", apiVersion, spec: {} });
    const answer = signIn(["-l", "azurecli"], { KUBERNETES_EXEC_INFO: information });
    assert.ok("apiVersion" in answer);
    assert.equal(answer.apiVersion, apiVersion);
  });

  const refusals: readonly (readonly [string, readonly string[], Readonly<Record<string, string>>, RegExp])[] = [
    ["a person to type a code, as AKS's kubeconfigs want", [], {}, /--login devicecode: .* nobody can here/],
    ["a managed identity that the machine has not", ["-l", "msi"], {}, /no managed identity/],
    ["a service principal without a secret", ["-l", "spn"], {}, /AZURE_CLIENT_SECRET, or give --client-secret/],
    ["another secret", ["-l", "spn"], { AZURE_CLIENT_SECRET: "other" }, /AADSTS7000215/],
    ["a federated identity without a token", ["-l", "workloadidentity"], {}, /AZURE_FEDERATED_TOKEN_FILE/],
    ["another tenant", ["-l", "azurecli", "-t", "elsewhere"], {}, /AADSTS90002: Tenant 'elsewhere' not found/],
    ["another server", ["-l", "azurecli", "--server-id", "other"], {}, /AADSTS500011/],
    ["a way that it does not know", ["-l", "interactive"], {}, /knows azurecli, spn, workloadidentity/],
    ["a flag that it does not know", ["--pop-enabled"], {}, /--pop-enabled/],
  ];
  for (const [what, args, environment, message] of refusals) {
    test(`does not sign in ${what}`, () => {
      assert.throws(() => signIn(args, environment), { name: "SignInError", message });
    });
  }

  test("takes a service principal's secret from ARM_CLIENT_SECRET only when it is told so", () => {
    const environment = { ARM_CLIENT_SECRET: directory.clientSecret };
    assert.throws(() => signIn(["-l", "spn"], environment), /or give --client-secret/);
    assert.equal(tokenOf(signIn(["-l", "spn", "--use-azurerm-env-vars"], environment)), userToken(directory));
  });
});
