import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { ClusterShape, VirtualNodeShape } from "../arm/cluster-host";
import { writeAtomically } from "../files";
import { deleteNode } from "../nodes/node-requests";
import type { ProcessExit } from "../process-observation";
import { crashLoop, type ProcessSpec, type Supervisor } from "../processes";
import { applyConnector, deleteConnector } from "./connector-objects";
import { ConnectorPod } from "./connector-pod";
import { type ConnectorObservation, lastWords } from "./connector-status";

/** The name that AKS's add-on gives its node. */
const nodeName = "virtual-node-aci-linux";

/** What a connector needs to know of the sandbox around it. */
export interface ConnectorEnvironment {
  /** The binary. */
  readonly command: string;
  readonly armEndpoint: string;
  readonly armCaFile: string;
}

export interface ConnectorOptions {
  readonly slot: number;
  readonly directory: string;
  readonly kubeconfig: string;
  readonly client: KubernetesClient;
  readonly environment: ConnectorEnvironment;
  readonly supervisor: Supervisor;
  readonly log: (line: string) => void;
}

/** Runs the connector of one cluster's virtual-node add-on, and shows it in the cluster as a pod. */
export class Connector {
  private running: { readonly settings: string; readonly spec: ProcessSpec } | undefined;
  private words: { readonly exit: ProcessExit; readonly text: string } | undefined;
  private readonly pod: ConnectorPod;

  constructor(private readonly options: ConnectorOptions) {
    const { client, log } = options;
    this.pod = new ConnectorPod({
      client,
      log,
      observe: () => this.observe(),
      restart: () => this.restart(),
    });
  }

  /** Starts the connector as the cluster has it now; one that runs with other settings is started anew. */
  async run(shape: ClusterShape, virtualNode: VirtualNodeShape): Promise<void> {
    await this.show();
    const spec = this.spec(shape, virtualNode);
    const settings = JSON.stringify(spec.args);
    // The connector reads it anew at every call.
    writeAtomically(this.tokenFile(), virtualNode.token);
    if (this.running?.settings === settings) return;
    await this.halt();
    this.options.supervisor.start(spec);
    this.running = { settings, spec };
  }

  /** Has the connector not run; its node and its pod are there, as after a crash. */
  async die(): Promise<void> {
    await this.show();
    await this.kill();
  }

  /** Ends the connector's process at once, in the middle of whatever it does. */
  async kill(): Promise<void> {
    await this.halt("SIGKILL");
  }

  /** Stops the connector because its cluster stops. */
  async stop(): Promise<void> {
    await this.pod.leave();
    await this.halt();
  }

  /** The add-on is off: no connector, and no node. */
  async remove(): Promise<void> {
    await this.stop();
    await deleteConnector(this.options.client);
    await deleteNode(this.options.client, nodeName);
  }

  private async show(): Promise<void> {
    await applyConnector(this.options.client);
    this.pod.follow();
  }

  private async halt(signal?: "SIGKILL"): Promise<void> {
    this.running = undefined;
    await this.options.supervisor.stop(this.name(), signal);
  }

  private async restart(): Promise<void> {
    const { running } = this;
    if (running === undefined) return;
    await this.options.supervisor.stop(this.name());
    // Meanwhile it may have been stopped for good, or started with other settings.
    if (this.running === running) this.options.supervisor.start(running.spec);
  }

  private observe(): Omit<ConnectorObservation, "restarts"> {
    const process = this.options.supervisor.observe(this.name());
    return process === undefined ? { lastWords: "" } : { process, lastWords: this.lastWords(process.lastExit) };
  }

  /** Read off the log once for each end: it grows, and is looked at often. */
  private lastWords(exit: ProcessExit | undefined): string {
    if (exit === undefined) return "";
    if (this.words?.exit !== exit) {
      const log = this.options.supervisor.logFile(this.name());
      this.words = { exit, text: existsSync(log) ? lastWords(readFileSync(log, "utf8")) : "" };
    }
    return this.words.text;
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
