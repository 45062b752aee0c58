import { bodyOf, type KubernetesClient, type KubernetesRequest } from "./kubernetes-io";

/** All objects of a kind, as they were at one moment. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  /** Where a watch goes on from. */
  readonly resourceVersion: string;
  /** When the API server answered, by its own clock, in milliseconds. */
  readonly at: number;
}

interface ListAnswer<Item> {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly Item[];
}

/** Objects of one answer: no list of thousands of nodes need be in memory as one text. */
const PAGE = "250";

/**
 * Lists all objects of a kind, page by page.
 *
 * @param what - their kind, in the words of an error
 * @throws KubernetesUnreachable, KubernetesStatusError
 */
export async function listAll<Item>(
  client: KubernetesClient,
  what: string,
  { path, query }: Pick<KubernetesRequest, "path" | "query">,
): Promise<Listed<Item>> {
  const items: Item[] = [];
  let next: string | undefined;
  for (;;) {
    const page = { limit: PAGE, ...query, ...(next === undefined ? {} : { continue: next }) };
    const answer = await client.request({ method: "GET", path, query: page });
    const { metadata, items: some = [] } = bodyOf(answer, `list the ${what}`) as ListAnswer<Item>;
    items.push(...some);
    next = metadata?.continue;
    if (next === undefined || next === "") {
      return { items, resourceVersion: metadata?.resourceVersion ?? "0", at: (answer.date ?? new Date()).getTime() };
    }
  }
}
