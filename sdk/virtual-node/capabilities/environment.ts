import { ignored, limited, unsupported, unstated, type Capability } from "./capability";
import { aci, ACI_POD, connectorIssue, V2_KUBELET, VIRTUAL_KUBELET_ENV } from "./sources";

/** What containers are told by environment variables. */
export const ENVIRONMENT_CAPABILITIES = {
  emptyEnvironmentValues: {
    title: "Environment variables with an empty value",
    v1: ignored("the variable does not exist in the container", ACI_POD),
    v2: V2_KUBELET,
    instead: "a value that the program takes for empty",
  },
  podAddressInEnvironment: {
    title: "Environment variables from a pod's status",
    v1: unsupported(
      "the pod stays pending without a word: addresses are not known when the container group is made",
      connectorIssue(148),
    ),
    v2: V2_KUBELET,
    instead: "asking the network interface",
  },
  resourcesInEnvironment: {
    title: "Environment variables from requests and limits",
    v1: ignored("the variable does not exist in the container", VIRTUAL_KUBELET_ENV),
    v2: V2_KUBELET,
    instead: "the value itself",
  },
  environmentNames: {
    title: "Names of environment variables",
    v1: limited(
      "ACI documents 1 to 63 letters, digits and underscores, no underscore at either end",
      aci("troubleshooting#naming-conventions"),
    ),
    v2: unstated(
      "ACI documents 1 to 63 letters, digits and underscores; whether v2 hands names on to it is said nowhere",
      aci("troubleshooting#naming-conventions"),
    ),
    instead: "another name",
  },
} as const satisfies Readonly<Record<string, Capability>>;
