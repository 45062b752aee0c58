import path from "node:path";
import type { KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { ClusterShape, VirtualNodeShape } from "../arm/cluster-host";
import { writeAtomically } from "../files";
import { deleteNode } from "../nodes/node-requests";
import { crashLoop, type ProcessSpec, type Supervisor } from "../processes";

/** The name that AKS's add-on gives its node. */
const nodeName = "virtual-node-aci-linux";

/** What a connector needs to know of the sandbox around it. */
export interface ConnectorEnvironment {
  /** The binary. */
  readonly command: string;
  readonly armEndpoint: string;
  readonly armCaFile: string;
}

/** Runs the connector of one cluster's virtual-node add-on. */
export class Connector {
  private running: string | undefined;

  constructor(
    private readonly options: {
      readonly slot: number;
      readonly directory: string;
      readonly kubeconfig: string;
      readonly client: KubernetesClient;
      readonly environment: ConnectorEnvironment;
      readonly supervisor: Supervisor;
    },
  ) {}

  /** Starts the connector as the cluster has it now; one that runs with other settings is started anew. */
  async run(shape: ClusterShape, virtualNode: VirtualNodeShape): Promise<void> {
    const spec = this.spec(shape, virtualNode);
    const settings = JSON.stringify([spec.args, virtualNode.token]);
    if (this.running === settings) return;
    await this.stop();
    writeAtomically(this.tokenFile(), virtualNode.token);
    this.options.supervisor.start(spec);
    this.running = settings;
  }

  /** Stops the connector and leaves its node behind, as a crash does. */
  async stop(): Promise<void> {
    await this.options.supervisor.stop(this.name());
    this.running = undefined;
  }

  /** The add-on is off: no connector, and no node. */
  async remove(): Promise<void> {
    await this.stop();
    await deleteNode(this.options.client, nodeName);
  }

  private spec(shape: ClusterShape, { subnetId }: VirtualNodeShape): ProcessSpec {
    const { environment, kubeconfig } = this.options;
    const settings = {
      kubeconfig,
      "node-name": nodeName,
      "arm-endpoint": environment.armEndpoint,
      "arm-ca": environment.armCaFile,
      "arm-token-file": this.tokenFile(),
      subscription: shape.subscriptionId,
      "resource-group": shape.nodeResourceGroup,
      location: shape.location,
      "subnet-id": subnetId,
    };
    const args = Object.entries(settings).flatMap(([flag, value]) => [`--${flag}`, value]);
    return { name: this.name(), command: environment.command, args, backOff: crashLoop };
  }

  private name(): string {
    return `slot-${this.options.slot}-virtual-node`;
  }

  private tokenFile(): string {
    return path.join(this.options.directory, "connector-token");
  }
}
