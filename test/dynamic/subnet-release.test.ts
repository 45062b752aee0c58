import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { act, type Done } from "./action";
import { azureDouble, type AzureDouble } from "./azure-double";
import type { Answer, Asked } from "./https-double";
import { state } from "./states";

const SUBNET = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net/subnets/aci";
const LINK = `${SUBNET}/providers/Microsoft.ContainerInstance/serviceAssociationLinks/default`;
const GROUPS = "/subscriptions/s/providers/Microsoft.ContainerInstance/containerGroups";
const GROUP = "/subscriptions/s/resourceGroups/mc/providers/Microsoft.ContainerInstance/containerGroups/default-web";

/** The documented answer (MicrosoftDocs/SupportArticles-docs, "Can't delete a virtual network or subnet used by ACI"). */
const inUse: Answer = {
  status: 400,
  body: {
    error: {
      code: "SubnetInUse",
      message: `The subnet '${SUBNET}' is still in use. One sample container group in use is '${GROUP}'.`,
    },
  },
};
const linked: Answer = { status: 200, body: state("subnet-linked") };
const free: Answer = { status: 200, body: state("subnet-free") };
const gone: Answer = { status: 404, body: { error: { code: "NotFound", message: "not found" } } };
const throttled: Answer = {
  status: 429,
  headers: { "retry-after": "1" },
  body: { error: { code: "TooManyRequests" } },
};

describe("the release of a subnet", () => {
  let azure: AzureDouble;
  /** Prepared answers by request; the last of them stays. */
  let answers: Record<string, Answer[]>;

  before(async () => {
    azure = await azureDouble(({ method, path }: Asked) => {
      const prepared = answers[`${method} ${path}`] ?? [];
      const answer = prepared.length > 1 ? prepared.shift() : prepared[0];
      return answer ?? { status: 501, body: { error: { code: "Unprepared", message: `${method} ${path}` } } };
    });
  });
  beforeEach(() => {
    azure.asked.length = 0;
  });
  after(() => {
    azure.close();
  });

  const release = (timeoutMinutes = 1): Promise<Done> =>
    act(
      { actions: "subnet-release", action: "delete", args: [SUBNET, { subnetId: SUBNET, timeoutMinutes }] },
      { environment: azure.environment },
    );

  test("is done at once where the subnet is gone", async () => {
    answers = { [`GET ${SUBNET}`]: [gone] };
    assert.equal((await release()).error, undefined);
    assert.deepEqual(azure.requests(), [`GET ${SUBNET}`]);
  });

  test("is done at once where nothing holds the subnet", async () => {
    answers = { [`GET ${SUBNET}`]: [free] };
    assert.equal((await release()).error, undefined);
    assert.deepEqual(azure.requests(), [`GET ${SUBNET}`]);
  });

  test("deletes ACI's link and sees that it is gone", async () => {
    answers = { [`GET ${SUBNET}`]: [linked, free], [`DELETE ${LINK}`]: [{ status: 202 }] };
    assert.equal((await release()).error, undefined);
    assert.deepEqual(azure.requests(), [`GET ${SUBNET}`, `DELETE ${LINK}`, `GET ${SUBNET}`]);
    const versions = azure.asked.filter(({ path }) => path === LINK).map(({ query }) => query.get("api-version"));
    assert.deepEqual(versions, ["2021-10-01"]);
  });

  test("waits for the container groups that Azure still knows of, and through throttling", async () => {
    answers = {
      [`GET ${SUBNET}`]: [linked, throttled, linked, linked, linked, free],
      [`DELETE ${LINK}`]: [inUse, inUse, { status: 204 }],
    };
    const { error, said } = await release();
    assert.equal(error, undefined);
    assert.equal(azure.requests().filter((request) => request === `DELETE ${LINK}`).length, 3);
    assert.equal(said.match(/is still in use/g)?.length, 1, `said more than once: ${said}`);
  });

  test("names the container groups that are left when the time is over", async () => {
    const groups = [
      { id: GROUP, properties: { subnetIds: [{ id: SUBNET.toUpperCase() }] } },
      { id: "elsewhere", properties: { subnetIds: [{ id: `${SUBNET}2` }] } },
    ];
    answers = {
      [`GET ${SUBNET}`]: [linked],
      [`DELETE ${LINK}`]: [inUse],
      [`GET ${GROUPS}`]: [{ status: 200, body: { value: groups } }],
    };
    const { error } = await release(0.1);
    assert.equal(
      error?.message,
      `release the subnet ${SUBNET}: not free within 0.1 minutes: container groups are in it: ${GROUP}. ` +
        "Delete them (az container delete --ids …), then run pulumi destroy again.",
    );
  });

  test("says what Azure said when it may not list container groups", async () => {
    const forbidden = { status: 403, body: { error: { code: "AuthorizationFailed", message: "no" } } };
    answers = { [`GET ${SUBNET}`]: [linked], [`DELETE ${LINK}`]: [inUse], [`GET ${GROUPS}`]: [forbidden] };
    const { error } = await release(0.1);
    assert.match(
      error?.message ?? "",
      /not free within 0\.1 minutes: .*One sample container group in use is .*\(SubnetInUse, HTTP 400\)/,
    );
  });

  test("gives up at once where Azure forbids it", async () => {
    const forbidden = { status: 403, body: { error: { code: "AuthorizationFailed", message: "may not delete" } } };
    answers = { [`GET ${SUBNET}`]: [linked], [`DELETE ${LINK}`]: [forbidden] };
    const { error } = await release();
    assert.match(
      error?.message ?? "",
      /^delete the service association link of .*: may not delete \(AuthorizationFailed, HTTP 403\)/,
    );
  });

  test("without a sign-in says what was tried and how to sign in", async () => {
    const { error } = await act(
      { actions: "subnet-release", action: "delete", args: [SUBNET, { subnetId: SUBNET, timeoutMinutes: 1 }] },
      { environment: { PATH: "/nonexistent" } },
    );
    const message = error?.message ?? "";
    assert.match(message, /^sign in to Azure with the Azure CLI: /);
    for (const setting of [
      "clientSecret (ARM_CLIENT_SECRET)",
      "useOidc (ARM_USE_OIDC)",
      "useMsi (ARM_USE_MSI)",
      "az login",
    ])
      assert.ok(message.includes(setting), `${setting} is not in: ${message}`);
  });

  test("with a wrong secret says how the sign-in was chosen", async () => {
    answers = {};
    const environment = { ...azure.environment, ARM_CLIENT_SECRET: "wrong" };
    const args = [SUBNET, { subnetId: SUBNET, timeoutMinutes: 1 }];
    const { error } = await act({ actions: "subnet-release", action: "delete", args }, { environment });
    assert.match(
      error?.message ?? "",
      /with a service principal's secret: .*AADSTS7000215[^]*chosen by azure-native:clientSecret/,
    );
  });

  test("prefers the stack's configuration to the environment, as azure-native does", async () => {
    answers = { [`GET ${SUBNET}`]: [gone] };
    const environment = { ...azure.environment, ARM_CLIENT_SECRET: "wrong" };
    const args = [SUBNET, { subnetId: SUBNET, timeoutMinutes: 1 }];
    const config = { "azure-native:clientSecret": "secret" };
    assert.equal(
      (await act({ actions: "subnet-release", action: "delete", args }, { environment, config })).error,
      undefined,
    );
  });
});

describe("the inputs of a subnet's release", () => {
  const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  const checked = async (inputs: object) =>
    (await act({ actions: "subnet-release", action: "check", args: [{}, inputs] })).result;

  test("get their defaults", async () => {
    assert.deepEqual(await checked({ subnetId: SUBNET }), { inputs: { subnetId: SUBNET, timeoutMinutes: 20 } });
  });

  test("may be unknown in a preview", async () => {
    assert.deepEqual(await checked({ subnetId: UNKNOWN }), { inputs: { subnetId: UNKNOWN, timeoutMinutes: 20 } });
  });

  test("are refused one by one", async () => {
    const { failures } = (await checked({ subnetId: "aci", timeoutMinutes: 0 })) as { failures: readonly object[] };
    assert.deepEqual(failures, [
      {
        property: "subnetId",
        reason: 'must be the ARM id of a subnet, /subscriptions/…/virtualNetworks/…/subnets/…; got "aci"',
      },
      { property: "timeoutMinutes", reason: "must be a whole number from 1 to 1440; got 0" },
    ]);
  });

  test("replace the resource only where the subnet is another one", async () => {
    const diff = async (news: object) => {
      const olds = { subnetId: SUBNET, timeoutMinutes: 20 };
      return (await act({ actions: "subnet-release", action: "diff", args: [SUBNET, olds, { ...olds, ...news }] }))
        .result;
    };
    assert.deepEqual(await diff({ subnetId: SUBNET.toUpperCase() }), { changes: false, replaces: [] });
    assert.deepEqual(await diff({ timeoutMinutes: 30 }), { changes: true, replaces: [] });
    assert.deepEqual(await diff({ subnetId: `${SUBNET}2` }), { changes: true, replaces: ["subnetId"] });
  });
});
