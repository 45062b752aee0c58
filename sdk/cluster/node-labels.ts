import type { Check, TextRule } from "../check";

/** What marks the nodes of a spot pool, as a label and as a taint. @see https://learn.microsoft.com/azure/aks/spot-node-pool */
const SPOT_KEY = "kubernetes.azure.com/scalesetpriority";
export const SPOT_LABELS: Readonly<Record<string, string>> = { [SPOT_KEY]: "spot" };
export const SPOT_TAINT = `${SPOT_KEY}=spot:NoSchedule`;

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const NAME = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
const KEY = `([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?${NAME}`;
const LABEL_KEY = new RegExp(`^${KEY}$`);
const LABEL_VALUE: TextRule = {
  pattern: new RegExp(`^(${NAME})?$`),
  description:
    "a label's value: up to 63 letters, digits, hyphens, underscores and dots, a letter or digit first and last",
};
const TAINT: TextRule = {
  pattern: new RegExp(`^${KEY}(=(${NAME})?)?:(NoSchedule|PreferNoSchedule|NoExecute)$`),
  description: "a taint of the form key=value:Effect, with the effect NoSchedule, PreferNoSchedule or NoExecute",
};

/** AKS's own. @see https://learn.microsoft.com/azure/aks/use-labels (reserved prefixes) */
const AKS_DOMAIN = "kubernetes.azure.com";
/** What a kubelet may not say of its node, and what AKS lets through. @see https://github.com/Azure/AKS/issues/4613 */
const KUBERNETES_DOMAINS = ["kubernetes.io", "k8s.io"];
const ALLOWED_DOMAINS = ["kubelet.kubernetes.io", "node.kubernetes.io"];

/** Checks the labels that a pool's user gives its nodes. */
export function nodeLabels(check: Check, labels: unknown): Record<string, string> {
  if (typeof labels !== "object" || labels === null || Array.isArray(labels)) {
    check.problem("nodeLabels", "must be a map of label keys to values");
    return {};
  }
  const entries = Object.entries(labels).map(([key, value]: [string, unknown]) => {
    if (!LABEL_KEY.test(key))
      check.problem("nodeLabels", `must have keys of the form name or domain/name; got "${key}"`);
    const reserved = reservedDomain(key);
    if (reserved !== undefined) check.problem("nodeLabels", `must not have "${key}": ${reserved}`);
    return [key, check.text(`nodeLabels.${key}`, value, LABEL_VALUE)] as const;
  });
  return Object.fromEntries(entries);
}

/** Checks the taints that a pool's user gives its nodes, in AKS's text form. */
export function nodeTaints(check: Check, taints: unknown): readonly string[] {
  const checked = check.texts("nodeTaints", taints, TAINT);
  for (const [index, taint] of checked.entries()) {
    if (!isWithin(domainOf(taint), AKS_DOMAIN)) continue;
    check.problem(`nodeTaints[${index}]`, `must not have a key of ${AKS_DOMAIN}, which is AKS's own; got "${taint}"`);
  }
  return checked;
}

function reservedDomain(key: string): string | undefined {
  const domain = domainOf(key);
  if (isWithin(domain, AKS_DOMAIN)) return `${AKS_DOMAIN} is AKS's own`;
  if (ALLOWED_DOMAINS.some((allowed) => isWithin(domain, allowed))) return undefined;
  if (!KUBERNETES_DOMAINS.some((reserved) => isWithin(domain, reserved))) return undefined;
  return `of ${KUBERNETES_DOMAINS.join(" and ")} AKS takes only ${ALLOWED_DOMAINS.join(" and ")}`;
}

function domainOf(key: string): string {
  return key.includes("/") ? (key.split("/")[0] ?? "") : "";
}

function isWithin(domain: string, parent: string): boolean {
  return domain === parent || domain.endsWith(`.${parent}`);
}
