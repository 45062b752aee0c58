package main

import (
	corev1 "k8s.io/api/core/v1"
	corev1listers "k8s.io/client-go/listers/core/v1"
)

// translator turns pods into container groups (azure-aci aci.go CreatePod). What it does not mention never reaches
// ACI: securityContext, hostAliases, hostNetwork, serviceAccountName, ephemeral containers, topology, priority.
type translator struct {
	location      string
	subnetID      string
	kubeDNSIP     string
	clusterDomain string
	secrets       corev1listers.SecretLister
	configMaps    corev1listers.ConfigMapLister
}

// containerGroup fails where azure-aci refuses the pod, with azure-aci's words, in azure-aci's order.
func (t translator) containerGroup(pod *corev1.Pod) (containerGroup, error) {
	containers, err := t.containers(pod)
	if err != nil {
		return containerGroup{}, err
	}
	credentials, err := t.registryCredentials(pod)
	if err != nil {
		return containerGroup{}, err
	}
	volumes, err := t.volumes(pod)
	if err != nil {
		return containerGroup{}, err
	}
	initContainers, err := initContainersOf(pod)
	if err != nil {
		return containerGroup{}, err
	}
	return containerGroup{
		Name:     containerGroupName(pod.Namespace, pod.Name),
		Location: t.location,
		Tags:     podTags(pod),
		Properties: &containerGroupProperties{
			OSType:                   "Linux",
			RestartPolicy:            string(pod.Spec.RestartPolicy),
			Containers:               containers,
			InitContainers:           initContainers,
			ImageRegistryCredentials: credentials,
			Volumes:                  volumes,
			SubnetIDs:                []resourceID{{ID: t.subnetID}},
			DNSConfig:                t.dnsConfig(pod),
		},
	}, nil
}

const (
	podNameTag           = "PodName"
	nodeNameTag          = "NodeName"
	namespaceTag         = "Namespace"
	uidTag               = "UID"
	creationTimestampTag = "CreationTimestamp"

	// The form of time.Time.String, which writes the tag (azure-aci pkg/tests/utils.go TimeLayout).
	creationTimestampLayout = "2006-01-02 15:04:05.999999999 -0700 MST"
)

func podTags(pod *corev1.Pod) map[string]string {
	return map[string]string{
		podNameTag:           pod.Name,
		nodeNameTag:          pod.Spec.NodeName,
		namespaceTag:         pod.Namespace,
		uidTag:               string(pod.UID),
		creationTimestampTag: pod.CreationTimestamp.String(),
	}
}
