package main

import (
	"maps"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// virtualNode is the node object: without a zone and a provider id, and of a size that fits any pod (azure-aci
// vk_node.go ConfigureNode, cmd/virtual-kubelet/main.go withTaint and withVersion; virtual-kubelet
// node/nodeutil/controller.go NewNode).
func virtualNode(name, internalIP string, kubeletPort int32) *corev1.Node {
	capacity := corev1.ResourceList{
		corev1.ResourceCPU:    resource.MustParse("10000"),
		corev1.ResourceMemory: resource.MustParse("4Ti"),
		corev1.ResourcePods:   resource.MustParse("5000"),
	}
	return &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{
			"type":                   "virtual-kubelet",
			"kubernetes.io/role":     "agent",
			"kubernetes.io/hostname": name,
			"kubernetes.io/os":       "linux",
			"beta.kubernetes.io/os":  "linux",
			// No load balancer sends to it.
			"alpha.service-controller.kubernetes.io/exclude-balancer": "true",
			"node.kubernetes.io/exclude-from-external-load-balancers": "true",
			"kubernetes.azure.com/managed":                            "false",
		}},
		Spec: corev1.NodeSpec{Taints: []corev1.Taint{{
			Key: "virtual-kubelet.io/provider", Value: "azure", Effect: corev1.TaintEffectNoSchedule,
		}}},
		Status: corev1.NodeStatus{
			Phase:           corev1.NodeRunning,
			Capacity:        capacity,
			Allocatable:     capacity.DeepCopy(),
			Conditions:      nodeConditions(),
			Addresses:       []corev1.NodeAddress{{Type: corev1.NodeInternalIP, Address: internalIP}},
			DaemonEndpoints: corev1.NodeDaemonEndpoints{KubeletEndpoint: corev1.DaemonEndpoint{Port: kubeletPort}},
			NodeInfo: corev1.NodeSystemInfo{
				OperatingSystem: "Linux",
				KubeletVersion:  "v1.25.0-vk-azure-aci-1.6.4",
			},
		},
	}
}

// nodeOf is the node of the generation.
func nodeOf(o options, kubeletPort int32) *corev1.Node {
	node := virtualNode(o.nodeName, o.internalIP, kubeletPort)
	if o.generation == v2 {
		becomeChartNode(node, o)
	}
	return node
}

// becomeChartNode makes it the node of one pod of the chart's StatefulSet: that it is selected by virtualization, takes
// 200 pods and has v1's taint is documented (README.md); that it has the label type follows from the chart, which keeps its
// own pods off nodes with it; CPU, memory and that no load balancer sends to it are taken over from v1.
func becomeChartNode(node *corev1.Node, o options) {
	delete(node.Labels, "kubernetes.io/role")
	node.Labels["virtualization"] = "virtualnode2"
	node.Labels["kubernetes.io/arch"] = "amd64"
	node.Labels["beta.kubernetes.io/arch"] = "amd64"
	maps.Copy(node.Labels, o.nodeLabels)
	for _, resources := range []corev1.ResourceList{node.Status.Capacity, node.Status.Allocatable} {
		resources[corev1.ResourcePods] = resource.MustParse("200")
	}
	node.Status.NodeInfo.Architecture = "amd64"
	// A chart of version 1.3409 has the kubelet of Kubernetes 1.34.9 (Docs/VersionCompatibility.md).
	node.Status.NodeInfo.KubeletVersion = "v1.34.9"
}

// nodeConditions never change, whatever ACI does: only when the connector itself is dead does its lease go stale and
// the node controller sets Ready to Unknown (vk_node.go nodeConditions).
func nodeConditions() []corev1.NodeCondition {
	now := metav1.Now()
	condition := func(kind corev1.NodeConditionType, status corev1.ConditionStatus, reason, message string) corev1.NodeCondition {
		return corev1.NodeCondition{
			Type: kind, Status: status, Reason: reason, Message: message,
			LastHeartbeatTime: now, LastTransitionTime: now,
		}
	}
	return []corev1.NodeCondition{
		condition(corev1.NodeReady, corev1.ConditionTrue, "KubeletReady", "Kubelet is ready"),
		condition("OutOfDisk", corev1.ConditionFalse, "KubeletHasSufficientDisk", "kubelet has sufficient disk space available"),
		condition(corev1.NodeMemoryPressure, corev1.ConditionFalse, "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
		condition(corev1.NodeDiskPressure, corev1.ConditionFalse, "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
		condition(corev1.NodeNetworkUnavailable, corev1.ConditionFalse, "RouteCreated", "RouteController created a route"),
	}
}
