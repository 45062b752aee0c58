import { unstated, type GenerationSupport, type Source } from "./capability";

const LEARN = "https://learn.microsoft.com/azure";
const CONNECTOR = "https://github.com/virtual-kubelet/azure-aci";
const CHART = "https://github.com/microsoft/virtualnodesOnAzureContainerInstances";

/** A page of AKS's documentation. */
export function aks(page: string): Source {
  return { title: `AKS: ${page}`, url: `${LEARN}/aks/${page}` };
}

/** A page of ACI's documentation, without its prefix `container-instances-`. */
export function aci(page: string): Source {
  return { title: `ACI: ${page}`, url: `${LEARN}/container-instances/container-instances-${page}` };
}

/** A file of v1's connector. */
export function connector(file: string): Source {
  return { title: `azure-aci ${file}`, url: `${CONNECTOR}/blob/master/${file}` };
}

/** An issue of v1's connector. */
export function connectorIssue(number: number): Source {
  return { title: `azure-aci issue ${number}`, url: `${CONNECTOR}/issues/${number}` };
}

/** A file of v2's chart. */
export function chart(file: string): Source {
  return { title: `virtual nodes ${file}`, url: `${CHART}/blob/main/${file}` };
}

/** v1's own list of what it cannot do. */
export const V1_LIMITATIONS = aks("virtual-nodes#limitations");

/** v2's list of what has become of v1's limitations. */
export const V2_README = chart("README.md");

export const ACI_POD = connector("pkg/provider/aci.go");
export const ACI_VOLUMES = connector("pkg/provider/aci_volumes.go");
export const ACI_STATUS = connector("pkg/provider/containergroup_to_pod.go");
export const ACI_NODE = connector("pkg/provider/vk_node.go");
export const ACI_NETWORK = connector("pkg/network/aci_network.go");

/** What v1's connector is built on; it reads a pod's environment variables. */
export const VIRTUAL_KUBELET_ENV: Source = {
  title: "virtual-kubelet internal/podutils/env.go",
  url: "https://github.com/virtual-kubelet/virtual-kubelet/blob/master/internal/podutils/env.go",
};

/** What Azure's resources may be called. */
export const ACI_POD_NAME: Source = {
  title: "Azure: resource-name-rules",
  url: "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcontainerinstance",
};

/** What becomes of a pod that v1's connector refuses. */
export const PROVIDER_FAILED = "the pod stays pending with reason ProviderFailed";

/** v2 runs a kubelet of Kubernetes' own, and its documents list what does not work; what they don't list may. */
export const V2_KUBELET: GenerationSupport = unstated(
  "not among the documented limits; the kubelet that the chart runs is Kubernetes' own",
  chart("Helm/virtualnode/templates/deployment.yaml"),
);
