package main

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestAVanishedGroupFailsItsPod(t *testing.T) {
	_, client, _ := startDouble(t, nil)
	tracker, reported := trackerOf(newContainerGroups(client, "s", "MC_rg"), pod("web-0", corev1.PodRunning, ""))
	tracker.update(background)
	if len(*reported) != 1 {
		t.Fatalf("reported %d pods", len(*reported))
	}
	status := (*reported)[0].Status
	ended := status.ContainerStatuses[0].State.Terminated
	if status.Phase != corev1.PodFailed || status.Reason != "NotFound" || ended == nil || ended.ExitCode != -137 || ended.ContainerID != "aci://1" {
		t.Errorf("got %+v", status)
	}
}

func TestPodsWhoseStatusIsLeftAlone(t *testing.T) {
	terminating := pod("web-0", corev1.PodRunning, "").(*corev1.Pod)
	terminating.DeletionTimestamp = &metav1.Time{Time: time.Now()}
	running, err := json.Marshal(recorded(t, "Succeeded", "Running", recordedContainer("a", runningState)))
	if err != nil {
		t.Fatal(err)
	}
	for title, c := range map[string]struct {
		pod   *corev1.Pod
		group string
	}{
		"never ran, no group":       {pod("web-0", corev1.PodPending, "").(*corev1.Pod), ""},
		"refused, group runs since": {pod("web-0", corev1.PodPending, "ProviderFailed").(*corev1.Pod), string(running)},
		"failed":                    {pod("web-0", corev1.PodFailed, "").(*corev1.Pod), ""},
		"succeeded":                 {pod("web-0", corev1.PodSucceeded, "").(*corev1.Pod), ""},
		"terminating":               {terminating, ""},
	} {
		t.Run(title, func(t *testing.T) {
			answers := map[string]func(http.ResponseWriter){}
			if c.group != "" {
				answers["GET "+groupsPath+"/shop-web-0"] = answer(http.StatusOK, c.group)
			}
			_, client, _ := startDouble(t, answers)
			tracker, reported := trackerOf(newContainerGroups(client, "s", "MC_rg"), c.pod)
			tracker.update(background)
			if len(*reported) != 0 {
				t.Errorf("reported %+v", (*reported)[0].Status)
			}
		})
	}
}

func TestARunningGroupIsReported(t *testing.T) {
	running, err := json.Marshal(recorded(t, "Succeeded", "Running", recordedContainer("a", runningState)))
	if err != nil {
		t.Fatal(err)
	}
	_, client, _ := startDouble(t, map[string]func(http.ResponseWriter){
		"GET " + groupsPath + "/shop-web-0": answer(http.StatusOK, string(running)),
	})
	tracker, reported := trackerOf(newContainerGroups(client, "s", "MC_rg"), pod("web-0", corev1.PodPending, ""))
	tracker.update(background)
	if len(*reported) != 1 || (*reported)[0].Status.Phase != corev1.PodRunning || (*reported)[0].Status.PodIP != "10.1.0.4" {
		t.Errorf("reported %+v", *reported)
	}
}

func TestDeletingAPodDeletesItsGroupAtOnceAndEndsItsContainers(t *testing.T) {
	double, client, _ := startDouble(t, map[string]func(http.ResponseWriter){
		"DELETE " + groupsPath + "/shop-web-0": answer(http.StatusAccepted, ""),
	})
	deleted := pod("web-0", corev1.PodRunning, "").(*corev1.Pod)
	groups := newContainerGroups(client, "s", "MC_rg")
	tracker, reported := trackerOf(groups, deleted)
	if err := (&provider{groups: groups, tracker: tracker}).DeletePod(background, deleted); err != nil {
		t.Fatal(err)
	}
	if len(double.calls) != 1 || len(*reported) != 1 {
		t.Fatalf("called %v, reported %d pods", double.calls, len(*reported))
	}
	if ended := (*reported)[0].Status.ContainerStatuses[0].State.Terminated; ended == nil || ended.ExitCode != 0 || ended.Reason != "NotFound" {
		t.Errorf("got %+v", ended)
	}
}
