package main

import (
	"context"
	"time"

	"github.com/virtual-kubelet/virtual-kubelet/errdefs"
	"github.com/virtual-kubelet/virtual-kubelet/log"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	corev1listers "k8s.io/client-go/listers/core/v1"
)

// reasonProviderFailed is what the library puts on a pod that could not be created (virtual-kubelet node/pod.go).
const reasonProviderFailed = "ProviderFailed"

// tracker watches the container groups of the node's pods, one after the other (azure-aci podsTracker.go PodsTracker).
type tracker struct {
	nodeName string
	// Whether a pod that ACI refused gets its status once a later attempt went through, as a kubelet sees to it.
	recovers        bool
	hostIP          string
	pollInterval    time.Duration
	cleanupInterval time.Duration
	pods            corev1listers.PodLister
	groups          containerGroups
	events          *eventTranslator
	notify          func(*corev1.Pod)
}

func (t *tracker) run(ctx context.Context) {
	poll, cleanup := time.NewTimer(t.pollInterval), time.NewTimer(t.cleanupInterval)
	defer poll.Stop()
	defer cleanup.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-poll.C:
			t.update(ctx)
			poll.Reset(t.pollInterval)
		case <-cleanup.C:
			t.collect(ctx)
			cleanup.Reset(t.cleanupInterval)
		}
	}
}

func (t *tracker) update(ctx context.Context) {
	pods, err := t.pods.List(labels.Everything())
	if err != nil {
		log.G(ctx).WithError(err).Errorf("failed to retrieve pods list")
		return
	}
	for _, pod := range pods {
		group, err := t.groups.get(ctx, containerGroupName(pod.Namespace, pod.Name))
		if err == nil {
			t.events.translate(pod, group)
		}
		if t.keepsStatus(pod) {
			continue
		}
		if updated := t.updated(ctx, pod, group, err); updated != nil {
			t.notify(updated)
		}
	}
}

// keepsStatus is for pods whose status is never written again. One that ACI refused is among them, even if the
// library's later attempt to create it succeeds: its container group then runs, and is paid for, behind a pod that
// stays Pending (podsTracker.go shouldSkipPodStatusUpdate; azure-aci#132).
func (t *tracker) keepsStatus(pod *corev1.Pod) bool {
	return pod.Status.Phase == corev1.PodSucceeded ||
		pod.Status.Phase == corev1.PodFailed ||
		(pod.Status.Reason == reasonProviderFailed && !t.recovers) ||
		pod.DeletionTimestamp != nil
}

// updated is the pod with its new status, nil where there is none to report (podsTracker.go processPodUpdates).
func (t *tracker) updated(ctx context.Context, pod *corev1.Pod, group *containerGroup, err error) *corev1.Pod {
	updated := pod.DeepCopy()
	if errdefs.IsNotFound(err) {
		// A pod that never ran may just not have its group yet.
		if pod.Status.Phase != corev1.PodRunning {
			return nil
		}
		updated.Status.Phase = corev1.PodFailed
		updated.Status.Reason = reasonNotFound
		updated.Status.Message = messageNotFound
		terminateContainers(&updated.Status, exitCodeVanished)
		return updated
	}
	if err == nil {
		err = t.setStatus(updated, group)
	}
	if err == nil {
		return updated
	}
	log.G(ctx).WithError(err).Errorf("failed to retrieve pod %v status from provider", pod.Name)
	return nil
}

func (t *tracker) setStatus(pod *corev1.Pod, group *containerGroup) error {
	if err := verifyGroup(group, t.nodeName); err != nil {
		return err
	}
	status, err := podStatus(group, t.hostIP)
	if err != nil {
		return err
	}
	pod.Status = *status
	return nil
}

// deleted reports the end of a pod whose group was deleted on request (azure-aci aci.go deleteContainerGroup).
func (t *tracker) deleted(pod *corev1.Pod) {
	current, err := t.pods.Pods(pod.Namespace).Get(pod.Name)
	if err != nil {
		return
	}
	updated := current.DeepCopy()
	terminateContainers(&updated.Status, exitCodeDeleted)
	t.notify(updated)
}
