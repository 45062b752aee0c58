import { changeFaults, readFaults } from "./arm-faults";
import { describeFaults, faultChange } from "./fault-words";
import { runningSandbox } from "./sandbox-status";
import { type Command, parsed, UsageError } from "./usage";

const help = `Usage: aks-elastic sandbox fault FAULT [--name NAME]

Breaks the sandbox's Azure on purpose, or mends it. A fault works at once and until it is cleared or the sandbox stops.

  refuse COUNT/OF        ACI refuses COUNT of every OF new container groups: 1/2 every other, 1/1 all
  quota [--cores N] [--groups N]
                         the subscription's ACI quota, instead of Azure's 100 cores and 100 groups
  throttle N             ACI accepts N creates in 5 minutes and answers 429 to more, instead of Azure's 100
  slow-start SECONDS     a container group takes that long to start
  connector-dead         the virtual node's connector stops: no heartbeat, no new container group
  link-lingers           ACI holds on to a subnet after its last container group, as Azure often does
  role-delay SECONDS     a role assignment counts, and a new identity is known, that long after it was created
  fail-operation TYPE[/NAME] [--times N] [--code C]
                         the next create, update or delete (or N of them) of such a resource, for example
                         Microsoft.Network/natGateways/nat, is accepted and fails; the resource stays
  refuse-create TYPE[/NAME] [--times N] [--code C]
                         the next request (or N of them) to create such a resource is refused
  arm-throttle N         ARM answers every N-th request with 429
  upgrade-outage SECONDS for that long a cluster's API server is gone during an upgrade, instead of 3
  api-server-restart [SECONDS]
                         kills the API servers at once, and starts them again after that long (default: 0); it is
                         done, and stays in no list
  vm-loss [--pool P] [--zone Z] [--node N]
                         the heartbeats of all VM nodes, or those chosen, stop; Kubernetes notices after its
                         grace period of 50 seconds. What runs there as a process is killed
  vm-deletion [--pool P] [--zone Z] [--node N]
                         those VMs are deleted, with their nodes, and no others come in their place
  cordon [--pool P] [--zone Z] [--node N]
                         those VMs take no new pods; those that run there go on
  pod-freeze [--pod P] [--node N]
                         the processes of failover agents' pods, or of those chosen, stand still
  flap SECONDS           all faults hold for that long and do not for as long, in turn
  zone-outage ZONE       that availability zone of every region is down for ACI: its container groups wait to be
                         moved, and none can be made in it. VM nodes are for vm-loss --zone
  bad-image IMAGE [--crashes | --completes | --never-ready | --answers STATUS | --not-found]
                         containers of that image that start from now on, on VMs and in ACI, end at once and again
                         and again; end at once and well, as a task does; are not ready and answer 503; answer that
                         HTTP status, 500 where nothing is said, to probes too; or don't start, because there is no
                         such image. IMAGE is the reference as pods have it, and means its :latest where it has no
                         tag. Several images can be bad at once
  list                   shows the faults that are switched on
  clear [FAULT]          mends that fault, or all; clear bad-image IMAGE mends that image. Containers that were
                         started from a bad image stay as they are

  --name NAME            which sandbox (default: default)`;

export const faultCommand: Command = {
  help,
  async run(args) {
    const name = sandboxNameIn(args);
    const isList = args.find((word) => !word.startsWith("-")) === "list";
    if (isList) onlyList(args);
    const change = isList ? undefined : faultChange(args);
    const { arm } = await runningSandbox(name);
    const faults = change === undefined ? await readFaults(arm) : await changeFaults(arm, change);
    const lines = describeFaults(faults);
    console.log(lines.length === 0 ? "No fault is switched on." : lines.join("\n"));
    return 0;
  },
};

function sandboxNameIn(args: readonly string[]): string {
  const at = args.findIndex((word) => word === "--name" || word.startsWith("--name="));
  const word = args[at];
  if (word === undefined) return "default";
  return word === "--name" ? (args[at + 1] ?? "") : word.slice("--name=".length);
}

function onlyList(args: readonly string[]): void {
  const { positionals } = parsed(args, {});
  if (positionals.length > 1)
    throw new UsageError(`fault list: unexpected argument "${positionals.slice(1).join(" ")}"`);
}
