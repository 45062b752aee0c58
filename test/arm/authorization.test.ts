import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { isAllowed, matchesAction, permits, type Grant } from "../../sandbox/arm/authorization";
import { objectsAt, textAt } from "../../sandbox/arm/json";
import { BUILT_IN_ROLES } from "../../sandbox/arm/role-catalogue";
import { ArmFixture, codeOf, inGroup, SUBSCRIPTION } from "./fixture";

const role = (name: string) => {
  const found = BUILT_IN_ROLES.find(({ roleName }) => roleName === name);
  assert.ok(found);
  return found.permission;
};

describe("permissions", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["*", "Microsoft.Network/virtualNetworks/read", true],
    ["*/read", "Microsoft.Network/virtualNetworks/read", true],
    ["*/read", "Microsoft.Network/virtualNetworks/write", false],
    ["Microsoft.Network/*", "microsoft.network/virtualNetworks/subnets/join/action", true],
    ["Microsoft.Network/*", "Microsoft.NetworkX/virtualNetworks/read", false],
    ["Microsoft.Authorization/*/Write", "Microsoft.Authorization/roleAssignments/write", true],
  ];
  for (const [pattern, action, expected] of cases) {
    test(`${pattern} ${expected ? "covers" : "does not cover"} ${action}`, () => {
      assert.equal(matchesAction(pattern, action), expected);
    });
  }

  test("a contributor may do everything but give away roles", () => {
    assert.ok(permits(role("Contributor"), "Microsoft.ContainerInstance/containerGroups/write"));
    assert.ok(!permits(role("Contributor"), "Microsoft.Authorization/roleAssignments/write"));
    assert.ok(permits(role("Contributor"), "Microsoft.Authorization/roleAssignments/read"));
  });

  test("a role holds at its scope and below it, not beside it", () => {
    const principal = { objectId: "o", clientId: "c" };
    const grants: Grant[] = [
      { principalId: "O", scope: "/subscriptions/s/resourceGroups/rg", permissions: [role("Reader")] },
    ];
    const allowed = (scope: string) => isAllowed({ principal, action: "X/y/read", scope }, grants);
    assert.ok(allowed("/subscriptions/S/resourcegroups/RG/providers/X/y/z"));
    assert.ok(!allowed("/subscriptions/s/resourceGroups/rg2/providers/X/y/z"));
    assert.ok(!allowed("/subscriptions/s"));
  });
});

describe("role assignments", () => {
  let arm: ArmFixture;
  let principalId: string | undefined;
  const scope = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`;
  const place = (guid: string) =>
    `${scope}/providers/Microsoft.Authorization/roleAssignments/${guid}?api-version=2022-04-01`;
  const reader = `/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`;
  const body = (more: Record<string, unknown> = {}) => ({
    properties: { principalId, roleDefinitionId: reader, ...more },
  });
  const [one, two] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];
  before(async () => {
    arm = await ArmFixture.start();
    await arm.done("PUT", "resourceGroups/rg?api-version=2024-03-01", { location: "westeurope" });
    const identity = `${inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/me")}?api-version=2023-01-31`;
    principalId = textAt(await arm.done("PUT", identity, { location: "westeurope" }), "properties.principalId");
  });
  after(() => arm.end());

  test("an assignment is made, found, and made again without change", async () => {
    const made = await arm.request("PUT", place(one), body());
    assert.equal(made.status, 201);
    assert.equal(textAt(made.body, "properties.principalType"), "ServicePrincipal");
    assert.equal(textAt(made.body, "properties.scope"), scope);
    assert.equal((await arm.request("PUT", place(one), body())).status, 200);
  });

  test("the same role for the same principal under another name already exists", async () => {
    assert.equal(codeOf(await arm.request("PUT", place(two), body())), "409 RoleAssignmentExists");
  });

  test("another principal or role under the same name is not permitted", async () => {
    const other = { roleDefinitionId: reader.replace(/[^/]+$/, "7f951dda-4ed3-4680-a7ca-43fe172d538d") };
    assert.equal(codeOf(await arm.request("PUT", place(one), body(other))), "400 RoleAssignmentUpdateNotPermitted");
  });

  test("an unknown principal is refused, unless the caller says what it is", async () => {
    const unknown = { principalId: "33333333-3333-4333-8333-333333333333" };
    assert.equal(codeOf(await arm.request("PUT", place(two), body(unknown))), "400 PrincipalNotFound");
    const told = body({ ...unknown, principalType: "ServicePrincipal" });
    assert.equal((await arm.request("PUT", place(two), told)).status, 201);
  });

  test("an unknown role is refused", async () => {
    const other = body({ roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/none" });
    assert.equal(codeOf(await arm.request("PUT", place("x"), other)), "400 RoleDefinitionDoesNotExist");
  });

  test("assignments are listed by principal, and deleted once", async () => {
    const filter = encodeURIComponent(`principalId eq '${principalId ?? ""}'`);
    const list = await arm.request(
      "GET",
      `${scope}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=${filter}`,
    );
    assert.deepEqual(
      objectsAt(list.body, "value").map((found) => textAt(found, "name")),
      [one],
    );
    assert.equal((await arm.request("DELETE", place(one))).status, 200);
    assert.equal((await arm.request("DELETE", place(one))).status, 204);
  });

  test("built-in roles are found by name, custom ones can be made and given", async () => {
    const definitions = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions`;
    const filter = encodeURIComponent("roleName eq 'Network Contributor'");
    const found = await arm.request("GET", `${definitions}?api-version=2022-04-01&$filter=${filter}`);
    assert.deepEqual(
      objectsAt(found.body, "value").map((each) => textAt(each, "name")),
      ["4d97b98b-1d4f-4787-a291-c67834d212e7"],
    );
    const custom = {
      roleName: "subnet joiner",
      permissions: [{ actions: ["Microsoft.Network/virtualNetworks/subnets/join/action"] }],
    };
    const made = await arm.done("PUT", `${definitions}/44444444-4444-4444-8444-444444444444?api-version=2022-04-01`, {
      properties: custom,
    });
    assert.equal(textAt(made, "properties.type"), "CustomRole");
    assert.equal((await arm.request("PUT", place("c"), body({ roleDefinitionId: textAt(made, "id") }))).status, 201);
  });
});
