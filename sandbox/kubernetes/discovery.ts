import { bodyOf, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { Properties } from "../rpc/provider";
import { listAt, textAt, isObject } from "./fields";
import type { ResourceKind } from "./resource-kind";

/** Where the API server keeps the objects of a kind. */
export interface ApiResource {
  /** The plural in paths, such as `deployments`. */
  readonly plural: string;
  readonly isNamespaced: boolean;
}

/** Which kinds the API server has. What was found is remembered; what was not is asked for again. */
export interface Discovery {
  resource(kind: ResourceKind): Promise<ApiResource | undefined>;
}

/** The API server has no such kind, mostly because its CustomResourceDefinition is not there yet, or no longer. */
export class NoSuchKind extends Error {
  override readonly name = "NoSuchKind";
  constructor({ apiVersion, kind }: ResourceKind) {
    super(`no matches for kind "${kind}" in version "${apiVersion}"; create its CustomResourceDefinition first`);
  }
}

export function discovery(client: KubernetesClient): Discovery {
  const known = new Map<string, ApiResource>();
  return {
    async resource({ apiVersion, kind }) {
      const key = `${apiVersion}/${kind}`;
      if (!known.has(key)) {
        for (const [name, resource] of await apiResources(client, apiVersion))
          known.set(`${apiVersion}/${name}`, resource);
      }
      return known.get(key);
    },
  };
}

/** The path of an API group's version: the core group has a place of its own. */
export function apiPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

async function apiResources(client: KubernetesClient, apiVersion: string): Promise<[string, ApiResource][]> {
  const path = apiPath(apiVersion);
  const response = await client.request({ method: "GET", path });
  if (response.status === 404) return [];
  const resources = listAt(bodyOf(response, `list the resources of ${apiVersion}`) as Properties, "resources");
  return resources.filter(isObject).flatMap((resource): [string, ApiResource][] => {
    const kind = textAt(resource, "kind") ?? "";
    const plural = textAt(resource, "name") ?? "";
    // "deployments/scale" is a part of another resource.
    return plural.includes("/") ? [] : [[kind, { plural, isNamespaced: resource["namespaced"] === true }]];
  });
}
