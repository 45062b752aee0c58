import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lacksFreshRights, retryDelay } from "../../sdk/cluster/missing-rights";

const PRINCIPAL = "12300000-0000-0000-0000-000000000000";
const DEPLOYER = "99900000-0000-0000-0000-000000000000";
const SUBNET = "/subscriptions/s/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes";

/** ARM's refusal of a linked scope (Azure/aad-pod-identity issue 511). */
const linked = (objectId: string) =>
  `Status=403 Code="LinkedAuthorizationFailed" Message="The client '${objectId}' with object id '${objectId}' has ` +
  `permission to perform action 'Microsoft.Compute/virtualMachineScaleSets/write' on scope '/subscriptions/s/x'; ` +
  `however, it does not have permission to perform action 'Microsoft.Network/virtualNetworks/subnets/join/action' on ` +
  `the linked scope(s) '${SUBNET}' or the linked scope(s) are invalid."`;
/** Azure/Azure-Landing-Zones issue 2892. */
const ZONE =
  `Code="CustomPrivateDNSZoneMissingPermissionError" Message="Service principal or user-assigned identity must be given ` +
  `permission to read and write to custom private dns zone /subscriptions/s/resourceGroups/dns/providers/` +
  `Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io. Check access result not allowed for action ` +
  `Microsoft.Network/privateDnsZones/write."`;
/** Azure/AKS-Construction issue 501. */
const ROUTES =
  `Code="CustomRouteTableMissingPermission" Message="Managed identity or service principle must be given permission to ` +
  `read and write to custom route table /subscriptions/s/resourceGroups/g/providers/Microsoft.Network/routeTables/rt."`;

const lacks = (error: string, operation = "create") => lacksFreshRights({ operation, error, principalId: PRINCIPAL });

describe("rights that have not spread yet", () => {
  test("are why Azure refuses a subnet to the cluster's identity", () => {
    assert.ok(lacks(linked(PRINCIPAL)));
    assert.ok(lacks(linked(PRINCIPAL.toUpperCase())));
  });

  test("are why AKS refuses a zone or a route table", () => {
    assert.ok(lacks(ZONE));
    assert.ok(lacks(ROUTES));
  });

  test("are not those of whoever runs Pulumi, which do not come by waiting", () => {
    assert.ok(!lacks(linked(DEPLOYER)));
  });

  test("are not why Azure refuses anything else", () => {
    assert.ok(!lacks('Code="QuotaExceeded" Message="Operation could not be completed"'));
    assert.ok(!lacks(`Code="GetSubnetError" Message="Could not find subnet nodes for ${PRINCIPAL}"`));
    assert.ok(!lacks(""));
  });

  test("do not make a cluster that exists already be created again", () => {
    const partial = `1 error occurred:\n\t* Code="ReconcileVNetFailed" ${linked(PRINCIPAL)}\n\n`;
    assert.ok(!lacks(partial, "create"));
    assert.ok(lacks(partial, "update"));
  });

  test("are nothing to wait for when a cluster is deleted", () => {
    assert.ok(!lacks(linked(PRINCIPAL), "delete"));
  });

  test("are waited for ten minutes at most, more and more slowly", () => {
    const delays: number[] = [];
    for (let refusals = 1; retryDelay(refusals) !== undefined; refusals++) delays.push(retryDelay(refusals) ?? 0);
    const total = delays.reduce((sum, delay) => sum + delay, 0);
    assert.ok(total > 9 * 60 && total <= 10 * 60, String(total));
    assert.deepEqual(
      delays,
      delays.toSorted((a, b) => a - b),
    );
  });
});
