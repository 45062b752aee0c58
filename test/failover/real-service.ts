import { setTimeout as delay } from "node:timers/promises";
import type { AppsV1Api, CoreV1Api, KubeConfig } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { type KubernetesClient, kubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { FailoverObservation } from "../../sdk/failover/observation";
import { reconcile, type Reconciled } from "../../sdk/failover/reconcile-io";
import { failoverRights } from "../../sdk/failover/rights";
import type { FailoverTarget } from "../../sdk/failover/target";
import { planPlacement } from "../../sdk/placement/plan-placement";
import { disruptionBudgetManifest } from "../../sdk/pods/disruption-budget";
import { pinnedDeployments } from "../cluster/scheduling";
import { podsByTier } from "../sandbox";
import { createAccount, kubeconfigOf, tokenOf } from "./service-account";

const ACCOUNT = "failover";

/** Ready pods by tier, and what the Deployments are told. */
interface Seen {
  readonly vm: number;
  readonly virtualNode: number;
  readonly replicas: readonly (number | undefined)[];
}

type Awaited = (seen: Seen) => boolean;

/** A service on a real control plane, and one who keeps it: with the rights that failover says it needs, and no others. */
export class RealService {
  private before: FailoverObservation | undefined;

  private constructor(
    readonly target: FailoverTarget,
    private readonly official: { readonly apps: AppsV1Api; readonly core: CoreV1Api },
    readonly client: KubernetesClient,
  ) {}

  get apps(): AppsV1Api {
    return this.official.apps;
  }

  static async create(target: FailoverTarget, config: KubeConfig): Promise<RealService> {
    const { AppsV1Api, CoreV1Api } = await import("@kubernetes/client-node");
    const core = config.makeApiClient(CoreV1Api);
    await core.createNamespace({ body: { metadata: { name: target.namespace } } });
    const account = { name: ACCOUNT, namespace: target.namespace };
    await createAccount(account, failoverRights(target), config);
    const client = kubernetesClient(kubeconfigOf(await tokenOf(account, config), config));
    const apps = config.makeApiClient(AppsV1Api);
    for (const body of pinnedDeployments(target.placement.tiers, planPlacement(target.placement))) {
      // Failover owns the number.
      delete body.spec?.replicas;
      await apps.createNamespacedDeployment({ namespace: target.namespace, body });
    }
    await createBudget(target, config);
    return new RealService(target, { apps, core }, client);
  }

  /** Looks and acts as it is told to until the pods are as awaited, and for how many seconds that took. */
  async until(what: string, seconds: number, is: Awaited): Promise<number> {
    const start = Date.now();
    let last: Reconciled | undefined;
    while (Date.now() - start < seconds * 1000) {
      last = await this.look();
      if (await this.isSeen(is, Math.min(5, last.decision.lookAgainSeconds))) return (Date.now() - start) / 1000;
    }
    throw new Error(`awaited ${what} for ${seconds} s: ${JSON.stringify(last?.decision, undefined, 2)}`);
  }

  /** Whether the pods become as awaited before the next look is due. */
  private async isSeen(is: Awaited, seconds: number): Promise<boolean> {
    for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
      const pods = await podsByTier(this.official.core, this.target.namespace);
      if (is({ ...pods, replicas: await this.replicas() })) return true;
      await delay(250);
    }
    return false;
  }

  async look(): Promise<Reconciled> {
    const seen = await reconcile(this.client, this.target, { before: this.before });
    this.before = seen.observation;
    return seen;
  }

  /** What the Deployments are told, read back with the official client: VMs, then the virtual node. */
  private async replicas(): Promise<readonly (number | undefined)[]> {
    const { items } = await this.apps.listNamespacedDeployment({ namespace: this.target.namespace });
    return ["web-vm", "web-virtual-node"].map(
      (name) => items.find(({ metadata }) => metadata?.name === name)?.spec?.replicas,
    );
  }
}

async function createBudget({ service, namespace }: FailoverTarget, config: KubeConfig): Promise<void> {
  const { PolicyV1Api } = await import("@kubernetes/client-node");
  const { selector, ...spec } = disruptionBudgetManifest(service, { maxUnavailable: "10%" });
  await config.makeApiClient(PolicyV1Api).createNamespacedPodDisruptionBudget({
    namespace,
    body: { metadata: { name: service }, spec: { ...spec, selector: { matchLabels: { ...selector.matchLabels } } } },
  });
}
