import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { parse } from "yaml";
import { objectsAt, textAt, valueAt, type Json } from "../../sandbox/arm/json";
import {
  ArmFixture,
  clusterBody,
  clusterPlace,
  codeOf,
  inGroup,
  makeNetwork,
  messageOf,
  SUBSCRIPTION,
  TENANT,
} from "./fixture";

const IDENTITY = inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/me");
const ZONE = inGroup("Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io");
const NODE_GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/MC_rg_aks_westeurope`;
const KUBECONFIG = `
clusters: [{ name: aks, cluster: { server: "https://127.0.0.1:6443" } }]
users: [{ name: user-aks, user: { token: secret } }]
contexts: [{ name: aks, context: { cluster: aks, user: user-aks } }]
`;

describe("the features of a managed cluster", () => {
  let arm: ArmFixture;
  beforeEach(async () => {
    arm = await ArmFixture.start();
    await makeNetwork(arm);
  });
  afterEach(() => arm.end());

  const put = (properties: Record<string, unknown>) =>
    arm.request("PUT", clusterPlace(), clusterBody({ kubernetesVersion: "1.35", ...properties }));
  const kubeconfigOf = async (action: string): Promise<Json> => {
    const { body } = await arm.request("POST", clusterPlace(`/${action}`));
    const text = textAt(objectsAt(body, "kubeconfigs")[0], "value") ?? "";
    return parse(Buffer.from(text, "base64").toString()) as Json;
  };

  test("that bring KEDA reach the machine, as long as they are on", async () => {
    const hasKeda = async (workloadAutoScalerProfile: Record<string, unknown>) => {
      await arm.done("PUT", clusterPlace(), clusterBody({ workloadAutoScalerProfile }));
      return arm.host.ensured.at(-1)?.hasKeda;
    };
    assert.equal(await hasKeda({}), false);
    assert.equal(await hasKeda({ keda: { enabled: true } }), true);
    assert.equal(await hasKeda({ keda: { enabled: false } }), false);
  });

  test("with Entra ID the user's kubeconfig holds no credential and has kubelogin get one", async () => {
    arm.host.kubeconfig = KUBECONFIG;
    await arm.done("PUT", clusterPlace(), clusterBody({ aadProfile: { managed: true, enableAzureRBAC: true } }));
    const [user] = objectsAt(await kubeconfigOf("listClusterUserCredential"), "users");
    assert.equal(valueAt(user, "user.token"), undefined);
    assert.equal(valueAt(user, "user.exec.command"), "kubelogin");
    assert.deepEqual(valueAt(user, "user.exec.args"), [
      ...["get-token", "--environment", "AzurePublicCloud"],
      ...["--server-id", "6dae42f8-4368-4678-94ff-3960e28e3630"],
      ...["--client-id", "80faf920-1908-4b52-b5ef-a8e7bedfc67a"],
      ...["--tenant-id", TENANT, "--login", "devicecode"],
    ]);
    const [admin] = objectsAt(await kubeconfigOf("listClusterAdminCredential"), "users");
    assert.equal(valueAt(admin, "user.token"), "secret");
    const cluster = (await arm.request("GET", clusterPlace())).body;
    assert.equal(textAt(cluster, "properties.aadProfile.tenantID"), TENANT);
  });

  test("local accounts are switched off only where users sign in with Entra ID", async () => {
    assert.match(messageOf(await put({ disableLocalAccounts: true })), /^Since kubernetes version 1.25,/);
    const body = clusterBody({ disableLocalAccounts: true, aadProfile: { managed: true } });
    await arm.done("PUT", clusterPlace(), body);
    const admin = await arm.request("POST", clusterPlace("/listClusterAdminCredential"));
    assert.match(messageOf(admin), /^Getting static credential is not allowed/);
  });

  test("a cluster from 1.34 on has an OIDC issuer, and none gives it up", async () => {
    const cluster = await arm.done("PUT", clusterPlace(), clusterBody({ kubernetesVersion: "1.34" }));
    const issuer = textAt(cluster, "properties.oidcIssuerProfile.issuerURL") ?? "";
    assert.match(issuer, new RegExp(`^https://westeurope\\.oic\\.prod-aks\\.azure\\.com/${TENANT}/[0-9a-f]+/$`));
    const off = await put({ oidcIssuerProfile: { enabled: false } });
    assert.equal(messageOf(off), "OIDC issuer feature cannot be disabled.");
  });

  const refusals: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    [
      "workload identity without an issuer",
      { oidcIssuerProfile: { enabled: false }, securityProfile: { workloadIdentity: { enabled: true } } },
      /workload identity needs the OIDC issuer/,
    ],
    [
      "an upgrade channel that there is not",
      { autoUpgradeProfile: { upgradeChannel: "often" } },
      /'often' is not one of/,
    ],
    [
      "monitoring without a workspace",
      { addonProfiles: { omsagent: { enabled: true, config: {} } } },
      /workspace '' was not found/,
    ],
    [
      "a private cluster to which no name leads",
      {
        apiServerAccessProfile: {
          enablePrivateCluster: true,
          privateDNSZone: "none",
          enablePrivateClusterPublicFQDN: false,
        },
      },
      /without a private DNS zone has a public FQDN/,
    ],
    [
      "a private DNS zone of another name",
      {
        apiServerAccessProfile: {
          enablePrivateCluster: true,
          privateDNSZone: ZONE.replace("westeurope", "eastus"),
        },
      },
      /'<subzone>.privatelink.westeurope.azmk8s.io'/,
    ],
  ];
  for (const [what, properties, message] of refusals) {
    test(`${what} is refused`, async () => {
      assert.match(messageOf(await put(properties)), message);
    });
  }

  test("a private cluster takes a zone of its caller's once its identity may write there", async () => {
    const at = (id: string, version: string): string => `${id}?api-version=${version}`;
    await arm.done("PUT", at(ZONE, "2024-06-01"), { location: "global", properties: {} });
    const identity = await arm.done("PUT", at(IDENTITY, "2023-01-31"), { location: "westeurope" });
    const assign = async (role: string, scope: string, name: string): Promise<void> => {
      const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${role}`;
      const principalId = textAt(identity, "properties.principalId");
      const place = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`;
      await arm.done("PUT", place, { properties: { roleDefinitionId, principalId } });
    };
    await assign("4d97b98b-1d4f-4787-a291-c67834d212e7", inGroup("Microsoft.Network/virtualNetworks/net"), NAMES[0]);
    const body = {
      ...(clusterBody({
        apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: ZONE },
      }) as object),
      identity: { type: "UserAssigned", userAssignedIdentities: { [IDENTITY]: {} } },
    };
    const refused = await arm.request("PUT", clusterPlace(), body);
    assert.equal(codeOf(refused), "400 CustomPrivateDNSZoneMissingPermissionError");
    await assign("b12aa53e-6015-4669-85d0-8515ebb3ae7f", ZONE, NAMES[1]);
    const cluster = await arm.done("PUT", clusterPlace(), body);
    assert.match(textAt(cluster, "properties.privateFQDN") ?? "", /^aks-[0-9a-f]{8}\.privatelink\.westeurope\./);
    const open = await put({ apiServerAccessProfile: { enablePrivateCluster: false } });
    assert.equal(codeOf(open), "400 PropertyChangeNotAllowed");
  });

  test("an add-on comes and goes with an identity in the node resource group", async () => {
    const workspace = inGroup("Microsoft.OperationalInsights/workspaces/logs");
    await arm.done("PUT", `${workspace}?api-version=2023-09-01`, { location: "westeurope", properties: {} });
    const omsagent = { enabled: true, config: { logAnalyticsWorkspaceResourceID: workspace } };
    const cluster = await arm.done("PUT", clusterPlace(), clusterBody({ addonProfiles: { omsagent } }));
    const id = `${NODE_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/omsagent-aks`;
    assert.equal(valueAt(cluster, "properties.addonProfiles.omsagent.identity.resourceId"), id);
    await arm.done("PUT", clusterPlace(), clusterBody({ addonProfiles: { omsagent: { enabled: false } } }));
    assert.equal(codeOf(await arm.request("GET", `${id}?api-version=2023-01-31`)), "404 ResourceNotFound");
  });
});

const NAMES = ["aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002"] as const;

describe("the maintenance of a managed cluster", () => {
  let arm: ArmFixture;
  beforeEach(async () => {
    arm = await ArmFixture.start();
    await makeNetwork(arm);
    await arm.done("PUT", clusterPlace(), clusterBody());
  });
  afterEach(() => arm.end());

  const weekly = { weekly: { intervalWeeks: 1, dayOfWeek: "Sunday" } };
  const window = { schedule: weekly, durationHours: 4, startTime: "02:00", utcOffset: "+00:00" };
  const put = (name: string, maintenanceWindow: unknown) =>
    arm.request("PUT", clusterPlace(`/maintenanceConfigurations/${name}`), { properties: { maintenanceWindow } });

  test("is planned by configurations of three names, and goes with its cluster", async () => {
    assert.equal((await put("aksManagedAutoUpgradeSchedule", window)).status, 201);
    assert.equal((await put("aksManagedAutoUpgradeSchedule", { ...window, durationHours: 8 })).status, 200);
    const unknown = await put("sundays", window);
    assert.match(messageOf(unknown), /^Only 'default', 'aksManagedAutoUpgradeSchedule' and/);
    await arm.done("DELETE", clusterPlace());
    const gone = await arm.request("GET", clusterPlace("/maintenanceConfigurations/aksManagedAutoUpgradeSchedule"));
    assert.equal(codeOf(gone), "404 ResourceNotFound");
  });

  const mistakes: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ["three hours", { durationHours: 3 }, /durationHours is invalid. Error details: 3 is not between 4 and 24/],
    ["a time without minutes", { startTime: "2" }, /startTime is invalid. Error details: '2' does not match/],
    ["no schedule", { schedule: {} }, /exactly one of daily, weekly/],
    ["two schedules", { schedule: { ...weekly, daily: { intervalDays: 1 } } }, /exactly one of daily, weekly/],
    ["every fifth week", { schedule: { weekly: { ...weekly.weekly, intervalWeeks: 5 } } }, /5 is not from 1 to 4/],
    [
      "a day of no week",
      { schedule: { weekly: { ...weekly.weekly, dayOfWeek: "Noday" } } },
      /"Noday" is not one of Sun/,
    ],
  ];
  for (const [what, change, message] of mistakes) {
    test(`is not planned with ${what}`, async () => {
      const answer = await put("aksManagedNodeOSUpgradeSchedule", { ...window, ...change });
      assert.equal(codeOf(answer), "400 InvalidParameter");
      assert.match(messageOf(answer), message);
    });
  }
});
