import type { PodObject } from "./cluster-objects";
import { VirtualNodeGeneration } from "./generation";
import { readiness, type VirtualNodeObservation } from "./readiness";
import { isCrashLooping, stuckContainer, unschedulable } from "./readiness-connector";
import type { SubnetObservation } from "./subnet-observation";

/** What is known when a virtual node did not come in time. */
export interface Symptoms {
  readonly generation: VirtualNodeGeneration;
  /** How many virtual nodes are wanted. */
  readonly nodes: number;
  /** @default - the API server never answered */
  readonly observation?: VirtualNodeObservation;
  /** Why the last look at the cluster failed, where it did. */
  readonly unreachable?: string;
  /** What a connector said when it ended last. */
  readonly lastWords?: string;
  /** @default - the subnet could not be read, or is not there */
  readonly subnet?: SubnetObservation;
  /** Object id of the connector's identity. */
  readonly principalId?: string;
  /** How many roles the connector's identity has on the subnet. @default - they could not be read */
  readonly roles?: number;
}

/** The likely cause of a virtual node that does not come. */
export interface Diagnosis {
  readonly wrong: string;
  readonly because: string;
  readonly next: string;
}

/** A cause, if the symptoms show it. In the order of likelihood, what a connector said itself first. */
type Cause = (symptoms: Symptoms) => Diagnosis | undefined;

const CAUSES: readonly Cause[] = [
  unreachable,
  notRegistered,
  routeTable,
  noSuchSubnet,
  noRole,
  notDelegated,
  crashLoop,
  noRoom,
  noImage,
  noConnector,
];

/** The most likely cause, as one sentence on what is wrong and why it is thought so, and one on what to do next. */
export function diagnosis(symptoms: Symptoms): string {
  const [{ wrong, because, next }] = [...CAUSES.flatMap((cause) => cause(symptoms) ?? []), noNode(symptoms)] as const;
  return `${wrong}: ${because}. ${next}.`;
}

function unreachable({ unreachable: reason, generation }: Symptoms): Diagnosis | undefined {
  if (reason === undefined) return undefined;
  return {
    wrong: `The cluster with the virtual node (${generation}) gives no answer`,
    because: reason,
    next: "See whether the cluster runs (az aks show --query powerState), then run `pulumi up` again",
  };
}

/** @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider */
function notRegistered({ lastWords = "" }: Symptoms): Diagnosis | undefined {
  if (!/MissingSubscriptionRegistration|not registered to use namespace/i.test(lastWords)) return undefined;
  const [, namespace = "Microsoft.ContainerInstance"] = /use namespace '([^']+)'/i.exec(lastWords) ?? [];
  return {
    wrong: `The subscription is not registered for ${namespace}`,
    because: `the connector says "${lastWords}"`,
    next: `Register it (az provider register --namespace ${namespace} --wait), then run \`pulumi up\` again`,
  };
}

/** `pkg/network/aci_network.go` in virtual-kubelet/azure-aci refuses it before it looks at anything else. */
function routeTable({ lastWords = "", subnet }: Symptoms): Diagnosis | undefined {
  const said = /references the route table/i.test(lastWords);
  if (!said && subnet?.routeTableId === undefined) return undefined;
  return {
    wrong: "The virtual node's subnet has a route table, with which no connector starts",
    because: said ? `the connector says "${lastWords}"` : `the subnet names ${subnet?.routeTableId ?? ""}`,
    next: "Take the route table off the subnet (egress goes through a NAT gateway), then run `pulumi up` again",
  };
}

function noSuchSubnet({ lastWords = "" }: Symptoms): Diagnosis | undefined {
  if (!/is not found in vnet/i.test(lastWords)) return undefined;
  return {
    wrong: "The connector does not find the virtual node's subnet",
    because: `it says "${lastWords}"`,
    next: "Use a subnet of the virtual network that the cluster's nodes are in, then run `pulumi up` again",
  };
}

function noRole(symptoms: Symptoms): Diagnosis | undefined {
  const { lastWords = "", principalId, roles, generation } = symptoms;
  const said = /AuthorizationFailed|does not have authorization/i.test(lastWords);
  if (!said && (roles !== 0 || generation === VirtualNodeGeneration.v2)) return undefined;
  const identity = `connector's identity${principalId === undefined ? "" : ` ${principalId}`}`;
  const because = said ? `it says "${lastWords}"` : "it has no role on its subnet";
  if (said && (roles ?? 0) > 0) {
    return {
      wrong: `A role of the ${identity} has not spread through Azure yet, or is too narrow`,
      because: `it has ${roles ?? 0} on its subnet, and ${because}`,
      next: "Run `pulumi up` again in a few minutes: it starts the connector anew",
    };
  }
  return {
    wrong: `The ${identity} lacks a role`,
    because,
    next: `Give it ${missingRole(lastWords)} (az role assignment create), then run \`pulumi up\` again`,
  };
}

/** Azure names what it refuses (https://learn.microsoft.com/azure/role-based-access-control/troubleshooting). */
function missingRole(words: string): string {
  const [, action = "", scope] = /perform action '([^']+)' over scope '([^']+)'/i.exec(words) ?? [];
  if (scope === undefined || /^Microsoft\.Network\//i.test(action)) return "Network Contributor on that subnet";
  return `a role with ${action} on ${scope}`;
}

function notDelegated({ subnet }: Symptoms): Diagnosis | undefined {
  if (subnet === undefined || subnet.isDelegated) return undefined;
  return {
    wrong: "The virtual node's subnet is not delegated to Azure Container Instances",
    because: "it has no delegation to Microsoft.ContainerInstance/containerGroups",
    next: "Delegate it (az network vnet subnet update --delegations), then run `pulumi up` again",
  };
}

function crashLoop(symptoms: Symptoms): Diagnosis | undefined {
  const pod = symptoms.observation?.connectors.find(isCrashLooping);
  if (pod === undefined) return undefined;
  const { lastWords } = symptoms;
  return {
    wrong: `The connector ${nameOf(pod)} crashes again and again`,
    because: lastWords === undefined ? "it left no message" : `it says "${lastWords}"`,
    next: `Read its log: kubectl logs ${inNamespace(pod)} --previous`,
  };
}

function noRoom({ observation, generation }: Symptoms): Diagnosis | undefined {
  const [waiting] = (observation?.connectors ?? []).flatMap((pod) => {
    const reason = unschedulable(pod);
    return reason === undefined ? [] : [{ pod, reason }];
  });
  if (waiting === undefined) return undefined;
  // Requests of `Helm/virtualnode/templates/deployment.yaml` in microsoft/virtualnodesOnAzureContainerInstances.
  const needs =
    generation === VirtualNodeGeneration.v2
      ? "3 cores and 12 GB of one VM node for each virtual node"
      : "a place in the system pool";
  return {
    wrong: `The virtual node's pod ${nameOf(waiting.pod)} finds no VM node, and needs ${needs}`,
    because: `the scheduler says "${waiting.reason}"`,
    next: "Give the cluster more or larger VM nodes, then run `pulumi up` again",
  };
}

function noImage({ observation }: Symptoms): Diagnosis | undefined {
  const [stuck] = (observation?.connectors ?? []).flatMap((pod) => {
    const reason = stuckContainer(pod);
    return reason === undefined ? [] : [{ pod, reason }];
  });
  if (stuck === undefined) return undefined;
  return {
    wrong: `The virtual node's pod ${nameOf(stuck.pod)} does not start`,
    because: `Kubernetes says "${stuck.reason}"`,
    next: `See kubectl describe pod ${inNamespace(stuck.pod)}; images come from mcr.microsoft.com, which the VM nodes must reach`,
  };
}

function noConnector({ observation, generation }: Symptoms): Diagnosis | undefined {
  if (observation === undefined || observation.connectors.length > 0 || observation.nodes.length > 0) return undefined;
  if (generation === VirtualNodeGeneration.v2) {
    return {
      wrong: "The chart virtualnodesOnAzureContainerInstances runs nothing in the cluster",
      because: "there is no pod with the label virtualnodeInfraHealthCheckEligible=true",
      next: "See whether it is installed: helm list --all-namespaces",
    };
  }
  return {
    wrong: "The virtual-node add-on runs nothing in the cluster",
    because: "there is no pod with the label app=aci-connector-linux in kube-system",
    next: "See whether it is on: az aks show --query addonProfiles.aciConnectorLinux",
  };
}

/** What is left: the connector seems to run, but its node is not usable. */
function noNode({ observation, generation, nodes, lastWords }: Symptoms): Diagnosis {
  const seen = observation === undefined ? { usable: [], unusable: [] } : readiness(observation);
  const last = lastWords === undefined ? [] : [`a connector's last words were "${lastWords}"`];
  const registered = `${seen.usable.length} of ${nodes} virtual nodes are usable`;
  const pods = observation?.connectors.map(nameOf).join(", ") ?? "";
  return {
    wrong: "The virtual node's connector is there, but not enough of its nodes are usable",
    because: [registered, ...seen.unusable, ...last].join("; "),
    next: `Read the connector's log${pods === "" ? "" : ` (${pods})`}; it has ${generation === VirtualNodeGeneration.v1 ? "one pod in kube-system" : "one pod a virtual node"}`,
  };
}

function nameOf({ metadata }: PodObject): string {
  return metadata.name;
}

function inNamespace({ metadata }: PodObject): string {
  return `-n ${metadata.namespace ?? "default"} ${metadata.name}`;
}
