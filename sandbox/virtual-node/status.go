package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// podStatus is what a container group says of its pod (azure-aci containergroup_to_pod.go
// getPodStatusFromContainerGroup); the group has passed verifyGroup. Probes have no part in it: a container is ready as long as ACI says Running, so a
// failing readiness probe leaves the pod among the endpoints of its services.
func podStatus(group *containerGroup, hostIP string) (*corev1.PodStatus, error) {
	if err := verifyContainers(group); err != nil {
		return nil, err
	}
	created, err := time.Parse(creationTimestampLayout, group.Tags[creationTimestampTag])
	if err != nil {
		return nil, fmt.Errorf("unable to parse the creation timestamp for container group %s", group.Name)
	}
	statuses, times := containerStatuses(group)
	state := groupState(group)
	status := &corev1.PodStatus{
		Phase:             podPhase(state),
		Conditions:        podConditions(state, created, times.last, allReady(group)),
		HostIP:            hostIP,
		StartTime:         &metav1.Time{Time: times.first},
		ContainerStatuses: statuses,
	}
	if group.Properties.IPAddress != nil {
		status.PodIP = group.Properties.IPAddress.IP
	}
	return status, nil
}

// groupState is the provisioning state until that has succeeded, then the state of the instance
// (containergroup_to_pod.go getACIResourceMetaFromContainerGroup).
func groupState(group *containerGroup) string {
	if state := group.Properties.ProvisioningState; state != "Succeeded" {
		return state
	}
	return group.Properties.InstanceView.State
}

// containergroup_to_pod.go getPodPhaseFromACIState. A stopped group is of phase Unknown.
func podPhase(state string) corev1.PodPhase {
	switch state {
	case "Running":
		return corev1.PodRunning
	case "Succeeded":
		return corev1.PodSucceeded
	case "Failed", "Canceled":
		return corev1.PodFailed
	case "Creating", "Repairing", "Pending", "Accepted":
		return corev1.PodPending
	}
	return corev1.PodUnknown
}

func allReady(group *containerGroup) bool {
	for _, c := range group.Properties.Containers {
		switch podPhase(c.Properties.InstanceView.CurrentState.State) {
		case corev1.PodRunning, corev1.PodSucceeded:
		default:
			return false
		}
	}
	return true
}

// podConditions has none before the group runs, not even PodScheduled, and never ContainersReady
// (containergroup_to_pod.go getPodConditionsFromACIState).
func podConditions(state string, created, lastStart time.Time, ready bool) []corev1.PodCondition {
	if state != "Running" && state != "Succeeded" {
		return []corev1.PodCondition{}
	}
	condition := func(kind corev1.PodConditionType, status corev1.ConditionStatus, since time.Time) corev1.PodCondition {
		return corev1.PodCondition{Type: kind, Status: status, LastTransitionTime: metav1.Time{Time: since}}
	}
	readiness := condition(corev1.PodReady, corev1.ConditionFalse, created)
	if ready {
		readiness = condition(corev1.PodReady, corev1.ConditionTrue, lastStart)
	}
	return []corev1.PodCondition{
		readiness,
		condition(corev1.PodInitialized, corev1.ConditionTrue, created),
		condition(corev1.PodScheduled, corev1.ConditionTrue, created),
	}
}

// startTimes are those of the first container, and of the one that started last.
type startTimes struct{ first, last time.Time }

func containerStatuses(group *containerGroup) ([]corev1.ContainerStatus, startTimes) {
	var times startTimes
	statuses := make([]corev1.ContainerStatus, 0, len(group.Properties.Containers))
	for i, c := range group.Properties.Containers {
		started := *c.Properties.InstanceView.CurrentState.StartTime
		if i == 0 {
			times.first = started
		}
		if started.After(times.last) {
			times.last = started
		}
		statuses = append(statuses, containerStatus(group.ID, c))
	}
	return statuses, times
}

func containerStatus(groupID string, c container) corev1.ContainerStatus {
	view := c.Properties.InstanceView
	state := kubernetesState(*view.CurrentState)
	running := state.Running != nil
	// Without a previous state azure-aci makes one up (validator.go ValidateContainer).
	previous := containerState{State: "Pending", DetailStatus: "Pending"}
	if view.PreviousState != nil {
		previous = *view.PreviousState
	}
	return corev1.ContainerStatus{
		Name:                 c.Name,
		State:                state,
		LastTerminationState: kubernetesState(previous),
		Ready:                podPhase(view.CurrentState.State) == corev1.PodRunning,
		Started:              &running,
		RestartCount:         view.RestartCount,
		Image:                c.Properties.Image,
		ContainerID:          containerID(groupID, c.Name),
	}
}

// kubernetesState calls every container that has ended by itself Completed with exit code 0, whatever its exit code
// (containergroup_to_pod.go aciContainerStateToContainerState).
func kubernetesState(state containerState) corev1.ContainerState {
	started, finished := timeOrZero(state.StartTime), timeOrZero(state.FinishTime)
	switch state.State {
	case "Running":
		return corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: started}}
	case "Succeeded", "Terminated":
		return corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
			Reason: "Completed", StartedAt: started, FinishedAt: finished,
		}}
	case "Failed", "Canceled":
		return corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
			ExitCode: state.ExitCode, Reason: state.State, Message: state.DetailStatus,
			StartedAt: started, FinishedAt: finished,
		}}
	}
	return corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: state.State, Message: state.DetailStatus}}
}

func timeOrZero(t *time.Time) metav1.Time {
	if t == nil {
		return metav1.Time{}
	}
	return metav1.NewTime(*t)
}

// containerID is azure-aci's (pkg/util/aci_utils.go GetContainerID).
func containerID(groupID, name string) string {
	sum := sha256.Sum256([]byte(strings.ToUpper(groupID + "/containers/" + name)))
	return "aci://" + hex.EncodeToString(sum[:])
}
