import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { textAt, textsAt } from "../../sandbox/arm/json";
import { sandboxEnvironment } from "../../sandbox/environment";
import { sandboxPaths } from "../../sandbox/state";
import { ArmFixture, codeOf, SECRET, SUBSCRIPTION, TENANT } from "./fixture";
import { runWithSdks } from "./sdk-process";

const CLIENT = "22222222-3333-4444-8555-666666666666";

/** What a program does that knows no more of a cloud than its environment says: finds the cloud, signs in, asks ARM. */
const PROGRAM = `
const { ClientSecretCredential } = require("@azure/identity");
const { ARM_METADATA_HOSTNAME, ARM_TENANT_ID, ARM_CLIENT_ID, ARM_CLIENT_SECRET, ARM_SUBSCRIPTION_ID } = process.env;
async function main() {
  const cloud = await (await fetch("https://" + ARM_METADATA_HOSTNAME + "/metadata/endpoints?api-version=2022-09-01")).json();
  const credential = new ClientSecretCredential(ARM_TENANT_ID, ARM_CLIENT_ID, process.argv[2] ?? ARM_CLIENT_SECRET, {
    authorityHost: cloud.authentication.loginEndpoint,
    disableInstanceDiscovery: true,
  });
  const token = await credential.getToken(cloud.authentication.audiences[0] + "/.default").catch((error) => error);
  if (token instanceof Error) return { refused: token.name, why: token.message };
  const answer = await fetch(cloud.resourceManager + "subscriptions/" + ARM_SUBSCRIPTION_ID + "?api-version=2022-12-01", {
    headers: { authorization: "Bearer " + token.token },
  });
  return { status: answer.status, name: (await answer.json()).displayName };
}
main().then((seen) => console.log(JSON.stringify(seen)), (error) => { console.error(error); process.exit(1); });
`;

describe("signing in to the sandbox's Azure", () => {
  let arm: ArmFixture;
  let env: Readonly<Record<string, string>>;
  before(async () => {
    arm = await ArmFixture.start();
    const daemon = { armUrl: arm.server.url, providerPorts: {} };
    const state = { clientId: CLIENT, clientSecret: SECRET, tenantId: TENANT, subscriptionId: SUBSCRIPTION };
    env = sandboxEnvironment(sandboxPaths("sign-in"), { daemon, state, inheritedPath: process.env["PATH"] ?? "" });
  });
  after(() => arm.end());

  test("@azure/identity finds the cloud in the sandbox's environment and is let in", async () => {
    assert.deepEqual(await runWithSdks(arm, PROGRAM, { env }), { status: 200, name: "aks-elastic sandbox" });
  });

  test("@azure/identity is told of a wrong secret", async () => {
    const seen = await runWithSdks(arm, PROGRAM, { env, args: ["wrong"] });
    assert.match(textAt(seen, "refused") ?? "it was let in", /^Authentication/);
    assert.match(textAt(seen, "why") ?? "", /AADSTS7000215/);
  });

  const read = (place: string) => arm.send("GET", place, { text: "", headers: {} });

  test("the cloud's endpoints are told without a token, in the one version that is known", async () => {
    const { status, body } = await read("/metadata/endpoints?api-version=2022-09-01");
    assert.equal(status, 200);
    assert.equal(textAt(body, "resourceManager"), `${arm.server.url}/`);
    assert.equal(textAt(body, "authentication.loginEndpoint"), arm.server.url);
    assert.ok(textsAt(body, "authentication.audiences").includes("https://management.azure.com"));
    assert.equal(codeOf(await read("/metadata/endpoints?api-version=2015-01-01")), "400 InvalidApiVersionParameter");
    assert.equal(codeOf(await read("/metadata/endpoints")), "400 MissingApiVersionParameter");
  });

  test("the sign-in of the tenant is described, that of another tenant is not", async () => {
    const own = await read(`/${TENANT}/v2.0/.well-known/openid-configuration`);
    assert.equal(textAt(own.body, "token_endpoint"), `${arm.server.url}/${TENANT}/oauth2/v2.0/token`);
    const instance = await read("/common/discovery/instance?api-version=1.1");
    assert.match(textAt(instance.body, "tenant_discovery_endpoint") ?? "", /openid-configuration$/);
    const other = await read(`/${SUBSCRIPTION}/v2.0/.well-known/openid-configuration`);
    assert.deepEqual([other.status, textAt(other.body, "error")], [400, "invalid_tenant"]);
  });
});
