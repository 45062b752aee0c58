import { bodyOf, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";

/** What a ConfigMap or a Secret holds, by key. */
export type ObjectContents = ReadonlyMap<string, Buffer>;

/** Reads what a pod refers to. */
export interface ObjectReader {
  /** `undefined` where there is no such object. */
  read(kind: "configmap" | "secret", name: string): Promise<ObjectContents | undefined>;
}

interface Stored {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

/** Reads ConfigMaps and Secrets of one namespace. */
export function objectReader(client: KubernetesClient, namespace: string): ObjectReader {
  return {
    read: async (kind, name) => {
      const path = `/api/v1/namespaces/${namespace}/${kind}s/${name}`;
      const response = await client.request({ method: "GET", path });
      if (response.status === 404) return undefined;
      const { data = {}, binaryData = {} } = bodyOf(response, `read ${kind} ${namespace}/${name}`) as Stored;
      const decoded = (of: Readonly<Record<string, string>>, encoding: "utf8" | "base64") =>
        Object.entries(of).map(([key, text]) => [key, Buffer.from(text, encoding)] as const);
      // A Secret's data is in base64, as a ConfigMap's binary data.
      return new Map([...decoded(data, kind === "secret" ? "base64" : "utf8"), ...decoded(binaryData, "base64")]);
    },
  };
}
