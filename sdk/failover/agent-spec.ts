import { checked } from "../check";

/** What a user may say about a service's agent. */
export interface FailoverAgentArgs {
  readonly image?: string | undefined;
  readonly replicas?: number | undefined;
}

/** The agent of a service, complete and checked. */
export interface FailoverAgentSpec {
  readonly image: string;
  /** Of which one acts. */
  readonly replicas: number;
}

/**
 * Node.js 24 on Azure Linux, without a shell or a package manager, from the registry that every AKS cluster reaches: it is
 * one of its required endpoints. Its tag moves with the patches of both.
 *
 * @see https://learn.microsoft.com/azure/azure-linux/container-images-overview
 * @see https://learn.microsoft.com/azure/aks/outbound-rules-control-egress
 */
export const DEFAULT_AGENT_IMAGE = "mcr.microsoft.com/azurelinux/distroless/nodejs:24-nonroot";

/** One acts, one stands by. */
const DEFAULT_REPLICAS = 2;
const MOST_REPLICAS = 3;

const IMAGE = { pattern: /^[^\s]+$/, description: "the name of a container image" };

/** @throws ArgumentError where an argument is wrong */
export function failoverAgentSpec({ image, replicas }: FailoverAgentArgs): FailoverAgentSpec {
  return checked((check) => {
    const agent = check.within("failover.agent");
    return {
      image: agent.text("image", image ?? DEFAULT_AGENT_IMAGE, IMAGE),
      replicas: agent.wholeNumber("replicas", replicas ?? DEFAULT_REPLICAS, { min: 0, max: MOST_REPLICAS }),
    };
  });
}
