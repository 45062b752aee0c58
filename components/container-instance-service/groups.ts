import { ContainerGroup, type ContainerGroupArgs } from "@pulumi/azure-native/containerinstance";
import * as pulumi from "@pulumi/pulumi";
import { batchSize, fleetUpgradeSpec, Orchestration, waitsFor } from "../../sdk/containers/fleet-upgrade";
import { fleetSpec } from "../../sdk/containers/fleet-spec";
import { groupHash } from "../../sdk/containers/group-hash";
import { planFleet } from "../../sdk/containers/plan-fleet";
import { replacingPaths } from "../../sdk/containers/replacements";
import { identity, said } from "../container-group/attachments";
import { ContainerGroupReady } from "../dynamic/container-group-ready";
import { countArgs } from "./decisions";
import type { FleetParts } from "./parts";
import { standbyTemplate } from "./standby-pool";
import { groupTemplate } from "./template";

/** One replica: its group, and what says that it is well. */
export interface Replica {
  readonly name: string;
  readonly group: ContainerGroup;
  readonly gate: ContainerGroupReady;
}

/**
 * The groups of a fleet as resources of their own. Each batch waits until all groups of the batch before it are well, so
 * that a version that is not ends there, and the groups after it keep what they run.
 */
export function containerGroups(parent: pulumi.Resource, parts: FleetParts): readonly Replica[] {
  const template = templateOf(parent, parts);
  const count = knownCount(parts);
  const size = batchSize(count, knownUpgrade(parts.args));
  const replicas: Replica[] = [];
  for (let index = 0; index < count; index++) {
    const gates = waitsFor(index, size).flatMap((before) => replicas[before]?.gate ?? []);
    replicas.push(replica(parent, parts, { index, template, gates }));
  }
  return replicas;
}

type Template = Omit<ContainerGroupArgs, "resourceGroupName" | "zones" | "subnetIds">;

interface Place {
  readonly index: number;
  readonly template: Template;
  readonly gates: readonly pulumi.Resource[];
}

function replica(parent: pulumi.Resource, parts: FleetParts, { index, template, gates }: Place): Replica {
  const { args, plan } = parts;
  const name = `${parts.name}-${index}`;
  const zone = plan.apply(({ groups }) => groups[index]?.zone);
  const group = new ContainerGroup(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      ...template,
      ...(args.zones === undefined ? {} : { zones: zone.apply((known) => (known === undefined ? [] : [known])) }),
      subnetIds: [{ id: args.subnetId }],
    },
    { parent, dependsOn: [...gates], replaceOnChanges: replacingPaths(args.sidecars?.length ?? 0) },
  );
  return { name, group, gate: gate(parent, parts, { name, group, template }) };
}

function gate(
  parent: pulumi.Resource,
  { decided, args }: FleetParts,
  { name, group, template }: { readonly name: string; readonly group: ContainerGroup; readonly template: Template },
): ContainerGroupReady {
  return new ContainerGroupReady(
    `${name}-ready`,
    {
      groupId: group.id,
      templateHash: pulumi.secret(pulumi.output(template).apply(groupHash)),
      verifySeconds: decided.upgrade.verifySeconds,
      timeoutMinutes: decided.upgrade.timeoutMinutes,
      ...(args.probe === undefined ? {} : asked(decided)),
    },
    { parent },
  );
}

/** The probe, where whoever runs this can reach the groups. */
function asked({ container, upgrade }: FleetParts["decided"]) {
  const probe = pulumi
    .all([container, upgrade])
    .apply(([spec, { asksReplicas }]) => (asksReplicas ? spec.probe : undefined));
  return {
    port: probe.apply((spec) => spec?.port),
    path: probe.apply((spec) => spec?.path),
    scheme: probe.apply((spec) => spec?.scheme),
    probeTimeoutSeconds: probe.apply((spec) => spec?.timeoutSeconds),
  };
}

/** What every group is made from: the template itself, or a standby pool that has groups of it ready. */
function templateOf(parent: pulumi.Resource, parts: FleetParts): Template {
  const { args } = parts;
  if (args.standbyPool !== undefined) return standbyTemplate(parent, parts);
  const { dnsServers } = args;
  return {
    ...groupTemplate(parts),
    ...said({
      identity: identity(args),
      dnsConfig: dnsServers === undefined ? undefined : { nameServers: dnsServers },
    }),
  };
}

/** The number of groups, known before anything is resolved: that it is plain has been checked. */
function knownCount({ args, now }: FleetParts): number {
  const known = countArgs(args) as pulumi.Unwrap<ReturnType<typeof countArgs>>;
  return planFleet(fleetSpec({ ...known, orchestration: Orchestration.containerGroups, now })).groups.length;
}

function knownUpgrade({ upgrade }: FleetParts["args"]) {
  const maxBatchPercent = upgrade?.maxBatchPercent as number | undefined;
  return fleetUpgradeSpec({ maxBatchPercent }, { orchestration: Orchestration.containerGroups, hasProbe: false });
}
