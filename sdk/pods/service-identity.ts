import { checked, type Check } from "../check";

/** What tells one service of a cluster from another; the names of its objects and its DNS name are made from it. */
export interface ServiceIdentity {
  readonly name: string;
  readonly namespace: string;
}

const DNS_LABEL = {
  pattern: /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
  description: "a DNS label: lower-case letters, digits and hyphens, a letter first",
};

/** A Deployment's pods are called after it, with a hash of 10 characters and a random part of 5. */
const POD_SUFFIX = "-xxxxxxxxxx-xxxxx";

/**
 * The most characters in the name of a container group; and no two hyphens side by side.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */
const CONTAINER_GROUP_NAME = 63;

/**
 * @param onAci what the Deployments of the service whose pods are container groups are called, behind its name
 * @throws ArgumentError where the names cannot be those of Kubernetes objects and container groups
 */
export function serviceIdentity({ name, namespace }: ServiceIdentity, onAci: readonly string[]): ServiceIdentity {
  return checked((check) => {
    const identity = {
      name: check.text("name", name, DNS_LABEL),
      namespace: check.text("namespace", namespace, DNS_LABEL),
    };
    const [longest] = [...onAci].sort((one, other) => other.length - one.length);
    if (check.passed && longest !== undefined) checkContainerGroupName(identity, longest, check);
    return identity;
  });
}

/** The virtual node calls a pod's container group `<namespace>-<pod>` (virtual-kubelet/azure-aci, pkg/provider/aci.go). */
function checkContainerGroupName({ name, namespace }: ServiceIdentity, part: string, check: Check): void {
  const group = `${namespace}-${name}-${part}${POD_SUFFIX}`;
  if (group.length > CONTAINER_GROUP_NAME) {
    const room = CONTAINER_GROUP_NAME - (group.length - name.length);
    check.problem(
      "name",
      `must have ${room} characters or fewer in namespace ${namespace}, because ACI allows ${CONTAINER_GROUP_NAME} ` +
        `for the container group ${group}; got ${name.length}`,
    );
  }
  if (group.includes("--")) check.problem("name", "must not have two hyphens side by side, nor may its namespace");
}
