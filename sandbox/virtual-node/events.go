package main

import (
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/record"
	"k8s.io/client-go/tools/reference"
)

// eventTranslator repeats ACI's events (Pulling, Pulled, Started, …) on the pod and its containers (azure-aci aci.go
// FetchPodEvents).
type eventTranslator struct {
	recorder record.EventRecorder
	// One moment for all pods, as in azure-aci (podsTracker.go lastEventCheck): an event that is older than the newest
	// one of any other pod is lost, and after a restart all are repeated.
	newest time.Time
}

func (t *eventTranslator) translate(pod *corev1.Pod, group *containerGroup) {
	if group.Properties == nil {
		return
	}
	since := t.newest
	if view := group.Properties.InstanceView; view != nil {
		t.record(pod, "", view.Events, since)
	}
	for _, c := range group.Properties.Containers {
		if c.Properties != nil && c.Properties.InstanceView != nil {
			t.record(pod, "spec.containers{"+c.Name+"}", c.Properties.InstanceView.Events, since)
		}
	}
}

func (t *eventTranslator) record(pod *corev1.Pod, fieldPath string, events []groupEvent, since time.Time) {
	about, err := reference.GetReference(scheme.Scheme, pod)
	if err != nil {
		return
	}
	about.FieldPath = fieldPath
	for _, e := range events {
		if e.LastTimestamp != nil && !e.LastTimestamp.After(since) {
			continue
		}
		if e.LastTimestamp != nil && e.LastTimestamp.After(t.newest) {
			t.newest = *e.LastTimestamp
		}
		kind := e.Type
		if !slices.Contains([]string{corev1.EventTypeNormal, corev1.EventTypeWarning}, kind) {
			kind = corev1.EventTypeWarning
		}
		t.recorder.Event(about, kind, e.Name, e.Message)
	}
}
