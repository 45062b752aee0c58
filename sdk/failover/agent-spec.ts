import { checked } from "../check";
import { agentName } from "./agent-names";

/** What a user may say about a service's agent, and which service that is. */
export interface AgentArgs {
  readonly service: string;
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

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const LONGEST_LABEL = 63;

/** @throws ArgumentError where an argument is wrong */
export function failoverAgentSpec({ service, image, replicas }: AgentArgs): FailoverAgentSpec {
  return checked((check) => {
    const room = LONGEST_LABEL - agentName("").length;
    if (service.length > room) {
      const why = `because the agent's pods are labelled with it and "${agentName("")}"`;
      check.problem("name", `must have ${room} characters or fewer with failover, ${why}; got ${service.length}`);
    }
    const agent = check.within("failover.agent");
    return {
      image: agent.text("image", image ?? DEFAULT_AGENT_IMAGE, IMAGE),
      replicas: agent.wholeNumber("replicas", replicas ?? DEFAULT_REPLICAS, { min: 0, max: MOST_REPLICAS }),
    };
  });
}
