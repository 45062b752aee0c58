import { readFileSync } from "node:fs";
import path from "node:path";
import { type ArmServer, startArmServer } from "./arm/server";
import type { Faults } from "./arm/faults";
import { armAttachment } from "./arm-attachment";
import { armClient } from "./azure-native/arm-client";
import { azureNativeProvider } from "./azure-native/provider";
import { keptAuthority, keptCertificate } from "./certificates";
import { clusterHost, type SandboxClusterHost } from "./control-plane/host";
import { Slots } from "./control-plane/slots";
import type { DaemonReport } from "./daemon-file";
import type { DaemonOptions } from "./daemon-options";
import { authorityFile } from "./environment";
import { privateDirectory, writeAtomically } from "./files";
import { kubernetesProvider } from "./kubernetes/provider";
import { userTokenFile } from "./kubelogin/user-token";
import { isPortFree, sameOrFreePort } from "./ports";
import { endOrphans } from "./process-ids";
import { Supervisor } from "./processes";
import { installPrograms } from "./programs";
import { serveProvider } from "./rpc/server";
import { loadState, type SandboxPaths } from "./state";
import { type StateKeeper, stateKeeper } from "./state-keeper";

/** How long an operation of the sandbox's Azure takes at least, in seconds. */
const operationSeconds = 0.3;

export interface ServicesOptions {
  readonly paths: SandboxPaths;
  readonly options: DaemonOptions;
  readonly log: (line: string) => void;
  /** Called with what has become known or is being done. */
  readonly tell: (change: Partial<DaemonReport>) => void;
}

/** Everything that a sandbox consists of, in one place: started together, stopped in the reverse order. */
export class Services {
  private readonly supervisor: Supervisor;
  private readonly stops: (() => Promise<void>)[] = [];

  constructor(private readonly context: ServicesOptions) {
    const { paths, log } = context;
    this.supervisor = new Supervisor({ logs: paths.logs, run: paths.run, log });
  }

  async start(): Promise<void> {
    const { paths, options, tell, log } = this.context;
    const orphans = await endOrphans(paths.run, paths.root);
    if (orphans.length > 0) log(`ended what an earlier run left: ${orphans.join(", ")}`);
    const { state, warnings } = loadState(paths);
    warnings.forEach(log);
    tell({ doing: "starting the control plane and Azure", warnings });
    const searchPath = process.env["PATH"] ?? "";
    installPrograms(paths, options.tools.pulumi, searchPath);
    // The Kubernetes provider runs here, and starts what its kubeconfigs name.
    process.env["PATH"] = [paths.bin, searchPath].join(path.delimiter);
    for (const directory of [paths.pulumiBackend, paths.pulumiHome]) privateDirectory(directory);
    const keeper = stateKeeper(paths, state);
    const authority = await keptAuthority(paths.pki, "ca");
    const port = await this.armPort(keeper);
    const host = this.clusterHost(keeper, port);
    const [arm] = await Promise.all([this.startArm(keeper, { authority, port, host }), host.start()]);
    tell({ doing: "bringing back the clusters", armUrl: arm.url, warnings: [...warnings, ...arm.warnings] });
    const [providerPorts] = await Promise.all([this.startProviders(keeper, arm.url), arm.clustersRestored]);
    tell({ phase: "ready", doing: "", providerPorts });
  }

  async stop(): Promise<void> {
    for (const stop of this.stops.reverse()) await stop();
    await this.supervisor.close();
  }

  private async armPort(keeper: StateKeeper): Promise<number> {
    const requested = this.context.options.armPort;
    if (requested !== 0 && !(await isPortFree(requested))) {
      throw new Error(
        `--port ${requested}: 127.0.0.1:${requested} is in use; stop what listens there, or choose another`,
      );
    }
    const taken = keeper.current().slots.flatMap(({ ports }) => Object.values<number>({ ...ports }));
    const armPort = requested === 0 ? await sameOrFreePort(keeper.current().armPort, taken) : requested;
    keeper.update({ armPort });
    return armPort;
  }

  private clusterHost(keeper: StateKeeper, port: number): SandboxClusterHost {
    const { paths, options, log } = this.context;
    const host = clusterHost({
      slots: new Slots(paths, keeper),
      tools: options.tools,
      connector: {
        command: options.tools["virtual-node"],
        armEndpoint: `https://127.0.0.1:${port}`,
        armCaFile: authorityFile(paths),
      },
      userTokens: this.userTokens(keeper),
      hpaSyncSeconds: options.hpaSyncSeconds,
      supervisor: this.supervisor,
      log,
    });
    this.stops.push(() => host.stop());
    return host;
  }

  private userTokens(keeper: StateKeeper): string {
    const file = path.join(this.context.paths.pki, "user-tokens.csv");
    writeAtomically(file, userTokenFile(keeper.current()));
    return file;
  }

  private async startArm(
    keeper: StateKeeper,
    { authority, port, host }: { authority: { cert: string; key: string }; port: number; host: SandboxClusterHost },
  ): Promise<ArmServer> {
    const { paths, options, log } = this.context;
    const { clientSecret, subscriptionId, tenantId } = keeper.current();
    const certificate = await keptCertificate(
      authority,
      { directory: paths.pki, name: "arm" },
      { commonName: "management.azure.com", hosts: ["127.0.0.1", "localhost"] },
    );
    const arm = await startArmServer({
      certificate,
      port,
      storeFile: paths.armStore,
      clientSecret,
      subscriptionId,
      tenantId,
      clusterHost: host,
      coldStartSeconds: options.coldStartSeconds,
      operationSeconds,
      log,
      onFaults: (faults) => switchFaults(host, faults, log),
    });
    this.stops.push(() => arm.close());
    return arm;
  }

  private async startProviders(keeper: StateKeeper, armUrl: string): Promise<Record<string, number>> {
    const { paths, log } = this.context;
    const { caFile, ...attachment } = armAttachment(paths, keeper.current(), armUrl);
    const arm = armClient({ ...attachment, ca: readFileSync(caFile, "utf8") });
    const azureNative = await serveProvider(azureNativeProvider({ arm }), log);
    this.stops.push(() => azureNative.close());
    const kubernetes = await serveProvider(kubernetesProvider(), log);
    this.stops.push(() => kubernetes.close());
    return { "azure-native": azureNative.port, kubernetes: kubernetes.port };
  }
}

/** A cluster may be busy for long; but whoever has a connector die, an image be bad or a pod frozen goes on as if it were. */
async function switchFaults(
  host: SandboxClusterHost,
  { apiServerRestart, ...faults }: Faults,
  log: (line: string) => void,
): Promise<void> {
  const noted = (error: unknown): void => {
    log(`apply faults ${JSON.stringify(faults)}: ${String(error)}`);
  };
  if (apiServerRestart !== undefined) host.restartApiServers(apiServerRestart.seconds).catch(noted);
  host.applyFaults(faults).catch(noted);
  if (faults.connectorDead === true) await host.killConnectors();
  await host.freezePods(faults.frozenPods);
  await host.useImages(faults.badImages);
}
