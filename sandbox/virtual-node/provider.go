package main

import (
	"context"

	"github.com/virtual-kubelet/virtual-kubelet/log"
	corev1 "k8s.io/api/core/v1"
)

// provider is what the library drives: node.PodLifecycleHandler and node.PodNotifier. When a create fails, the library
// sets phase Pending (Failed under restartPolicy Never), reason ProviderFailed and ACI's message, and tries again with
// growing pauses, 20 times (virtual-kubelet node/pod.go handleProviderError, internal/queue).
type provider struct {
	translate func(*corev1.Pod) (containerGroup, error)
	groups    containerGroups
	tracker   *tracker
}

func (p *provider) CreatePod(ctx context.Context, pod *corev1.Pod) error {
	group, err := p.translate(pod)
	if err != nil {
		return err
	}
	return p.groups.put(ctx, group)
}

// UpdatePod does nothing, ACI cannot change a running group (azure-aci aci.go UpdatePod).
func (p *provider) UpdatePod(context.Context, *corev1.Pod) error { return nil }

// DeletePod deletes the group at once: no hook runs and no grace period passes in ACI. The pod object itself stays for
// its grace period (azure-aci aci.go DeletePod; virtual-kubelet node/podcontroller.go syncPodInProvider).
func (p *provider) DeletePod(ctx context.Context, pod *corev1.Pod) error {
	name := containerGroupName(pod.Namespace, pod.Name)
	if err := p.groups.delete(ctx, name); err != nil {
		log.G(ctx).WithError(err).Errorf("failed to delete container group %v", name)
		return err
	}
	p.tracker.deleted(pod)
	return nil
}

// GetPod decides whether the library creates the pod or takes it over, after a restart for instance.
func (p *provider) GetPod(ctx context.Context, namespace, name string) (*corev1.Pod, error) {
	group, err := p.groups.get(ctx, containerGroupName(namespace, name))
	if err != nil {
		return nil, err
	}
	return podOf(group, p.tracker.nodeName)
}

func (p *provider) GetPodStatus(ctx context.Context, namespace, name string) (*corev1.PodStatus, error) {
	group, err := p.groups.get(ctx, containerGroupName(namespace, name))
	if err != nil {
		return nil, err
	}
	pod := &corev1.Pod{}
	if err := p.tracker.setStatus(pod, group); err != nil {
		return nil, err
	}
	return &pod.Status, nil
}

func (p *provider) GetPods(ctx context.Context) ([]*corev1.Pod, error) {
	return podsOf(ctx, p.groups, p.tracker.nodeName)
}

func (p *provider) NotifyPods(ctx context.Context, notify func(*corev1.Pod)) {
	p.tracker.notify = notify
	go p.tracker.run(ctx)
}
