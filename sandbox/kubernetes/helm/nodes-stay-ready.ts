import type { Properties } from "../../rpc/provider";

const apiVersion = "admissionregistration.k8s.io/v1";
/** The chart's name of its webhook, so that two releases with one each collide as they do there. */
const name = "virtual-node-admission-controller";

/**
 * What the chart's webhook on nodes does: a virtual node whose pod is gone still appears to be Ready. Here a policy
 * keeps the node controller from saying otherwise. That the webhook is how is an inference from what the chart
 * registers and from this:
 *
 * @see https://github.com/microsoft/virtualnodesOnAzureContainerInstances/blob/main/Docs/NodeCustomizations.md#manual-cleanup-when-scaling-down-virtual-node-pods
 */
export const nodesStayReady: readonly Properties[] = [
  {
    apiVersion,
    kind: "ValidatingAdmissionPolicy",
    metadata: { name },
    spec: {
      failurePolicy: "Ignore",
      matchConstraints: {
        resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["UPDATE"], resources: ["nodes/status"] }],
      },
      matchConditions: [
        {
          name: "node-controller",
          expression: "request.userInfo.username == 'system:serviceaccount:kube-system:node-controller'",
        },
        { name: "virtual-node", expression: "object.metadata.?labels['virtualization'].orValue('') == 'virtualnode2'" },
      ],
      validations: [
        {
          expression: "object.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')",
          message: "a virtual node of the chart stays Ready",
        },
      ],
    },
  },
  {
    apiVersion,
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name },
    spec: { policyName: name, validationActions: ["Deny"] },
  },
];
