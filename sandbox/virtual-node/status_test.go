package main

import (
	"encoding/json"
	"fmt"
	"testing"

	corev1 "k8s.io/api/core/v1"
)

// recorded is a container group as ARM answers it, with what the case changes.
func recorded(t *testing.T, provisioning, state, containers string) *containerGroup {
	t.Helper()
	var group containerGroup
	err := json.Unmarshal([]byte(`{
		"id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerInstance/containerGroups/shop-web-0",
		"name": "shop-web-0",
		"tags": {"PodName": "web-0", "Namespace": "shop", "UID": "u", "NodeName": "virtual-node-aci-linux", "CreationTimestamp": "2026-01-02 03:04:05 +0000 UTC"},
		"properties": {"provisioningState": "`+provisioning+`", "osType": "Linux", "ipAddress": {"ip": "10.1.0.4", "ports": [], "type": "Private"},
			"instanceView": {"state": "`+state+`", "events": []}, "containers": [`+containers+`]}}`), &group)
	if err != nil {
		t.Fatal(err)
	}
	return &group
}

func recordedContainer(name, currentState string) string {
	return `{"name": "` + name + `", "properties": {"image": "nginx", "ports": [], "instanceView": {"restartCount": 2, "events": [], "currentState": ` + currentState + `}}}`
}

const (
	runningState = `{"state": "Running", "startTime": "2026-01-02T03:05:00Z", "detailStatus": ""}`
	waitingState = `{"state": "Waiting", "startTime": "2026-01-02T03:05:00Z", "detailStatus": "CrashLoopBackOff: Back-off restarting failed"}`
	endedState   = `{"state": "Terminated", "startTime": "2026-01-02T03:05:00Z", "finishTime": "2026-01-02T03:06:00Z", "exitCode": 3, "detailStatus": "Error"}`
	failedState  = `{"state": "Failed", "startTime": "2026-01-02T03:05:00Z", "finishTime": "2026-01-02T03:06:00Z", "exitCode": 3, "detailStatus": "Error"}`
	notStarted   = `{"state": "Waiting", "detailStatus": ""}`
	lastStart    = "2026-01-02T03:05:00Z"
)

func TestStatusOfRecordedGroups(t *testing.T) {
	for title, c := range map[string]struct {
		group *containerGroup
		phase corev1.PodPhase
		ready corev1.ConditionStatus
		state string
	}{
		"creating":                   {recorded(t, "Creating", "Pending", recordedContainer("a", waitingState)), corev1.PodPending, "", "waiting Waiting"},
		"running":                    {recorded(t, "Succeeded", "Running", recordedContainer("a", runningState)), corev1.PodRunning, corev1.ConditionTrue, "running"},
		"running, container waits":   {recorded(t, "Succeeded", "Running", recordedContainer("a", waitingState)), corev1.PodRunning, corev1.ConditionFalse, "waiting Waiting"},
		"running, container ended":   {recorded(t, "Succeeded", "Running", recordedContainer("a", endedState)), corev1.PodRunning, corev1.ConditionFalse, "terminated Completed 0"},
		"succeeded":                  {recorded(t, "Succeeded", "Succeeded", recordedContainer("a", `{"state":"Succeeded","startTime":"2026-01-02T03:05:00Z"}`)), corev1.PodSucceeded, corev1.ConditionTrue, "terminated Completed 0"},
		"failed":                     {recorded(t, "Succeeded", "Failed", recordedContainer("a", failedState)), corev1.PodFailed, "", "terminated Failed 3"},
		"provisioning failed":        {recorded(t, "Failed", "Running", recordedContainer("a", runningState)), corev1.PodFailed, "", "running"},
		"stopped":                    {recorded(t, "Succeeded", "Stopped", recordedContainer("a", endedState)), corev1.PodUnknown, "", "terminated Completed 0"},
		"repairing, container is up": {recorded(t, "Repairing", "Running", recordedContainer("a", runningState)), corev1.PodPending, "", "running"},
	} {
		t.Run(title, func(t *testing.T) {
			status, err := podStatus(c.group, "10.0.0.4")
			if err != nil {
				t.Fatal(err)
			}
			if status.Phase != c.phase || readiness(status) != c.ready || describe(status.ContainerStatuses[0].State) != c.state {
				t.Errorf("got %s, %q, %s", status.Phase, readiness(status), describe(status.ContainerStatuses[0].State))
			}
		})
	}
}

func readiness(status *corev1.PodStatus) corev1.ConditionStatus {
	for _, condition := range status.Conditions {
		if condition.Type == corev1.PodReady {
			return condition.Status
		}
	}
	return ""
}

func describe(state corev1.ContainerState) string {
	switch {
	case state.Running != nil:
		return "running"
	case state.Waiting != nil:
		return "waiting " + state.Waiting.Reason
	}
	return fmt.Sprintf("terminated %s %d", state.Terminated.Reason, state.Terminated.ExitCode)
}

func TestStatusOfARunningGroupInFull(t *testing.T) {
	status, err := podStatus(recorded(t, "Succeeded", "Running", recordedContainer("a", runningState)), "10.0.0.4")
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(status)
	if err != nil {
		t.Fatal(err)
	}
	equalJSON(t, string(got), `{
		"phase": "Running", "hostIP": "10.0.0.4", "podIP": "10.1.0.4", "startTime": "`+lastStart+`",
		"conditions": [
			{"type": "Ready", "status": "True", "lastProbeTime": null, "lastTransitionTime": "`+lastStart+`"},
			{"type": "Initialized", "status": "True", "lastProbeTime": null, "lastTransitionTime": "2026-01-02T03:04:05Z"},
			{"type": "PodScheduled", "status": "True", "lastProbeTime": null, "lastTransitionTime": "2026-01-02T03:04:05Z"}],
		"containerStatuses": [{
			"name": "a", "image": "nginx", "imageID": "", "ready": true, "started": true, "restartCount": 2,
			"containerID": "aci://38427e71bab741a4b804cdd7f99dd34fd3563ffc9ecd77f546dd3e70ced7e6d9",
			"state": {"running": {"startedAt": "`+lastStart+`"}},
			"lastState": {"waiting": {"reason": "Pending", "message": "Pending"}}}]}`)
}

func TestGroupsWithoutAStatusYet(t *testing.T) {
	for want, container := range map[string]string{
		"container a properties InstanceView cannot be nil":           `{"name": "a", "properties": {"image": "nginx"}}`,
		"container a properties CurrentState cannot be nil":           `{"name": "a", "properties": {"instanceView": {}}}`,
		"container a properties CurrentState StartTime cannot be nil": recordedContainer("a", notStarted),
		"container a properties cannot be nil":                        `{"name": "a"}`,
	} {
		if _, err := podStatus(recorded(t, "Creating", "Pending", container), ""); messageOf(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	for want, group := range map[string]*containerGroup{
		"InstanceView state cannot be nil for container group shop-web-0": recorded(t, "Creating", "", ""),
		"container group properties cannot be nil, name: g":               {Name: "g"},
		"tags list cannot be nil for container group g":                   {Name: "g", Properties: &containerGroupProperties{Containers: []container{}}},
	} {
		if err := verifyGroup(group, "virtual-node-aci-linux"); messageOf(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if err := verifyGroup(recorded(t, "Succeeded", "Running", ""), "another"); err == nil {
		t.Error("a group of another node passed")
	}
}
