package main

import (
	"context"

	"github.com/virtual-kubelet/virtual-kubelet/errdefs"
	"github.com/virtual-kubelet/virtual-kubelet/log"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// collect deletes the container groups of this node that no pod stands for (azure-aci podsTracker.go
// cleanupDanglingPods).
func (t *tracker) collect(ctx context.Context) {
	known, err := t.pods.List(labels.Everything())
	if err != nil {
		log.G(ctx).WithError(err).Errorf("failed to retrieve pods list")
		return
	}
	active, err := podsOf(ctx, t.groups, t.nodeName)
	if err != nil {
		log.G(ctx).WithError(err).Errorf("failed to retrieve active container groups list")
		return
	}
	for _, pod := range dangling(active, known) {
		log.G(ctx).Errorf("cleaning up dangling pod %v", pod.Name)
		if err := t.groups.delete(ctx, containerGroupName(pod.Namespace, pod.Name)); err != nil {
			log.G(ctx).WithError(err).Errorf("failed to cleanup pod %v", pod.Name)
		}
	}
}

func dangling(active, known []*corev1.Pod) []*corev1.Pod {
	type key struct{ namespace, name string }
	kept := map[key]bool{}
	for _, pod := range known {
		kept[key{pod.Namespace, pod.Name}] = true
	}
	var left []*corev1.Pod
	for _, pod := range active {
		if !kept[key{pod.Namespace, pod.Name}] {
			left = append(left, pod)
		}
	}
	return left
}

// podsOf reads every group on its own, because the list has no instance views, and skips the ones that cannot be
// read as a pod of this node (azure-aci aci.go GetPods).
func podsOf(ctx context.Context, groups containerGroups, nodeName string) ([]*corev1.Pod, error) {
	listed, err := groups.list(ctx)
	if err != nil {
		return nil, err
	}
	var pods []*corev1.Pod
	for _, entry := range listed {
		group, err := groups.get(ctx, entry.Name)
		if errdefs.IsNotFound(err) {
			continue
		}
		if err != nil {
			log.G(ctx).WithError(err).Errorf("error getting container group %s", entry.Name)
			continue
		}
		pod, err := podOf(group, nodeName)
		if err != nil {
			log.G(ctx).WithError(err).Warnf("container group %s is no pod of this node", entry.Name)
			continue
		}
		pods = append(pods, pod)
	}
	return pods, nil
}

// podOf has no more than namespace and name: azure-aci looks for the rest under the group's name instead of the
// pod's, and does not find it (containergroup_to_pod.go containerGroupToPod).
func podOf(group *containerGroup, nodeName string) (*corev1.Pod, error) {
	if err := verifyGroup(group, nodeName); err != nil {
		return nil, err
	}
	return &corev1.Pod{ObjectMeta: metav1.ObjectMeta{
		Namespace: group.Tags[namespaceTag],
		Name:      group.Tags[podNameTag],
	}}, nil
}
