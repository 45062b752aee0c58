import { readFileSync } from "node:fs";
import { bodyOf, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import { waitUntil } from "../waiting";

export interface KedaDefinitionsOptions {
  readonly client: KubernetesClient;
  /** The definitions, as a JSON list. */
  readonly file: string;
}

const definitionsPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
/** The API server takes them up within a second, on a busy machine within many. */
const establishedTimeoutMs = 30_000;

/**
 * KEDA's kinds in one cluster, as AKS's add-on brings them; KEDA itself does not run here. They stay when the add-on is
 * turned off: with a definition all objects of its kind would go.
 */
export class KedaDefinitions {
  private installation: Promise<void> | undefined;

  constructor(private readonly options: KedaDefinitionsOptions) {}

  /** Makes sure that the cluster has them. A failure is tried again by the next who asks. */
  install(): Promise<void> {
    this.installation ??= this.apply().catch((error: unknown) => {
      this.installation = undefined;
      throw error;
    });
    return this.installation;
  }

  private async apply(): Promise<void> {
    const definitions = JSON.parse(readFileSync(this.options.file, "utf8")) as readonly KubernetesObject[];
    await Promise.all(definitions.map((definition) => this.applyOne(definition)));
    const names = definitions.map(({ metadata }) => metadata?.name ?? "");
    await waitUntil({ what: "the API server to serve KEDA's kinds", timeoutMs: establishedTimeoutMs }, async () => {
      const established = await Promise.all(names.map((name) => this.isEstablished(name)));
      return established.every((each) => each);
    });
  }

  private async applyOne(definition: KubernetesObject): Promise<void> {
    const name = definition.metadata?.name ?? "";
    const response = await this.options.client.request({
      method: "PATCH",
      path: `${definitionsPath}/${name}`,
      query: { fieldManager: "aks-elastic-sandbox", force: "true" },
      contentType: "application/apply-patch+yaml",
      body: definition,
    });
    bodyOf(response, `apply the definition ${name}`);
  }

  private async isEstablished(name: string): Promise<boolean> {
    const response = await this.options.client.request({ method: "GET", path: `${definitionsPath}/${name}` });
    const { status } = bodyOf(response, `read the definition ${name}`) as {
      readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
    };
    return (
      status?.conditions?.some((condition) => condition.type === "Established" && condition.status === "True") === true
    );
  }
}
