package main

import (
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const (
	reasonNotFound  = "NotFound"
	messageNotFound = "The pod may have been deleted from the provider"

	// azure-aci podsTracker.go containerExitCodeNotFound and aci.go containerExitCodePodDeleted.
	exitCodeVanished int32 = -137
	exitCodeDeleted  int32 = 0
)

// terminateContainers ends the running containers of a pod whose container group is gone (azure-aci podsTracker.go
// processPodUpdates, aci.go deleteContainerGroup).
func terminateContainers(status *corev1.PodStatus, exitCode int32) {
	now := metav1.NewTime(time.Now())
	for i := range status.ContainerStatuses {
		c := &status.ContainerStatuses[i]
		if c.State.Running == nil {
			continue
		}
		c.State = corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
			ExitCode:    exitCode,
			Reason:      reasonNotFound,
			Message:     messageNotFound,
			StartedAt:   c.State.Running.StartedAt,
			FinishedAt:  now,
			ContainerID: c.ContainerID,
		}}
	}
}
