import assert from "node:assert/strict";
import path from "node:path";
import type { ContainerInstanceServiceArgs } from "../../index";
import { officialClients, ROOT } from "../sandbox";
import { awaited } from "../waiting";
import { leftInAzure } from "./azure";
import { createStack, type Stack } from "./stack";

const TIMEOUT_MS = 300_000;

/** A version of the fleet's image. */
export const image = (tag: string) => `registry.example.com/shop/web:${tag}`;

/** A stack of `test/programs/fleet`, in a region of its own: ACI's quota counts by region. */
export async function createFleet(name: string, location: string): Promise<Stack> {
  const stack = await createStack(path.join(ROOT, "test", "programs", "fleet"), `${name}-${process.pid}`);
  await stack.config("azure-native:location", location);
  await stack.config("image", image("1"));
  return stack;
}

/** Sets the args of the fleet that differ from those of the program. */
export const given = (stack: Stack, args: Partial<ContainerInstanceServiceArgs>) =>
  stack.config("args", JSON.stringify(args));

/** ARM id of the only resource of a type. */
export async function idOf(stack: Stack, type: string): Promise<string> {
  const { id } = (await stack.resources()).find((each) => each.type.endsWith(`:${type}`)) ?? assert.fail(type);
  return id ?? assert.fail(type);
}

/** A second run and a refresh find nothing to do. */
export async function changesNothing(stack: Stack): Promise<void> {
  await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
  await stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
}

/** A fleet that is destroyed leaves nothing in Azure. */
export async function leavesNothing(stack: Stack): Promise<void> {
  const resources = await stack.resources();
  await stack.run("destroy", "--yes", "--skip-preview");
  assert.deepEqual(await leftInAzure(resources), []);
}

/** The container groups in the stack's resource group, as Azure's own client reads them. */
export async function groupsOf(stack: Stack) {
  const id = (await stack.resources()).find(({ type }) => type.endsWith(":ResourceGroup"))?.id ?? "";
  const { containerInstance } = await officialClients();
  const resourceGroup = id.split("/").at(-1) ?? "";
  const groups = [];
  for await (const { name: group = "" } of containerInstance.containerGroups.listByResourceGroup(resourceGroup)) {
    // A list tells no states.
    const { zones, containers, instanceView, ipAddress } = await containerInstance.containerGroups.get(
      resourceGroup,
      group,
    );
    groups.push({
      name: group,
      zone: zones?.[0] ?? "",
      image: containers[0]?.image ?? "",
      state: instanceView?.state ?? "",
      ip: ipAddress?.ip ?? "",
      fqdn: ipAddress?.fqdn ?? "",
    });
  }
  return groups.toSorted((one, other) => one.name.localeCompare(other.name));
}

/** The tags of the groups' images. */
export const images = async (stack: Stack) => (await groupsOf(stack)).map((group) => group.image.split(":").at(-1));
/** The zones of the groups, sorted. */
export const zones = async (stack: Stack) => (await groupsOf(stack)).map(({ zone }) => zone).sort();

/** The addresses that the stack's load balancer sends requests to. */
export async function backendsOf(stack: Stack): Promise<readonly string[]> {
  const id = (await stack.resources()).find(({ type }) => type.endsWith(":LoadBalancer"))?.id ?? "";
  const [, group = "", balancer = ""] = /resourceGroups\/([^/]+)\/.*\/([^/]+)$/i.exec(id) ?? [];
  const { network } = await officialClients();
  const pool = await network.loadBalancerBackendAddressPools.get(group, balancer, "fleet");
  return (pool.loadBalancerBackendAddresses ?? []).map(({ ipAddress = "" }) => ipAddress).sort();
}

/** Every group runs, and requests go to all of them. */
export async function allServe(stack: Stack, replicas: number): Promise<void> {
  const groups = await awaited(`${replicas} groups that run`, TIMEOUT_MS, async () => {
    const seen = await groupsOf(stack);
    return seen.length === replicas && seen.every(({ state }) => state === "Running") ? seen : undefined;
  });
  assert.deepEqual(await backendsOf(stack), groups.map(({ ip }) => ip).sort());
}
