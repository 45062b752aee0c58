package main

import (
	"reflect"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	corev1listers "k8s.io/client-go/listers/core/v1"
)

func kubeletTranslatorWith(claims, volumes []runtime.Object, objects ...runtime.Object) kubeletTranslator {
	return kubeletTranslator{
		translator: translatorWith(objects...),
		claims: claimListers{
			claims:  corev1listers.NewPersistentVolumeClaimLister(indexer(claims...)),
			volumes: corev1listers.NewPersistentVolumeLister(indexer(volumes...)),
		},
	}
}

func boundClaim(driver string) kubeletTranslator {
	claim := &corev1.PersistentVolumeClaim{
		ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: "c"},
		Spec:       corev1.PersistentVolumeClaimSpec{VolumeName: "pv"},
		Status:     corev1.PersistentVolumeClaimStatus{Phase: corev1.ClaimBound},
	}
	volume := &corev1.PersistentVolume{ObjectMeta: metav1.ObjectMeta{Name: "pv"}}
	volume.Spec.CSI = &corev1.CSIPersistentVolumeSource{Driver: driver}
	return kubeletTranslatorWith([]runtime.Object{claim}, []runtime.Object{volume})
}

func TestTheKubeletTakesWhatTheAddOnRefuses(t *testing.T) {
	for title, spec := range map[string]string{
		"args without command": containerSpec("args: [x]"),
		"hooks":                containerSpec("lifecycle: {preStop: {exec: {command: [x]}}}"),
		"startup probe":        containerSpec("startupProbe: {httpGet: {port: 80}}"),
		"tcp liveness":         containerSpec("livenessProbe: {tcpSocket: {port: 80}}"),
		"init resources":       initSpec("resources: {requests: {cpu: 1}}"),
		"sidecar probe":        initSpec("restartPolicy: Always, startupProbe: {grpc: {port: 80}}"),
		"downwardAPI":          volumeSpec("downwardAPI: {items: []}"),
		"azure file claim":     volumeSpec("persistentVolumeClaim: {claimName: c}"),
		"optional secret":      volumeSpec("secret: {secretName: s, optional: true}"),
		"host path":            volumeSpec("hostPath: {path: /}"),
		"unknown pull secret":  "{containers: [{name: a, image: nginx}], imagePullSecrets: [{name: p}]}",
	} {
		t.Run(title, func(t *testing.T) {
			if _, err := boundClaim(azureFileDriver).containerGroup(podWith(t, spec)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWhatKeepsAPodFromStartingUnderTheKubelet(t *testing.T) {
	claim := volumeSpec("persistentVolumeClaim: {claimName: c}")
	for want, c := range map[string]struct {
		translator kubeletTranslator
		spec       string
	}{
		"driver name disk.csi.azure.com not found in the list of registered CSI drivers": {boundClaim("disk.csi.azure.com"), claim},
		`persistentvolumeclaim "c" not found`:                                            {kubeletTranslatorWith(nil, nil), claim},
		`MountVolume.SetUp failed for volume "v" : secret "s" not found`:                 {kubeletTranslatorWith(nil, nil), volumeSpec("secret: {secretName: s}")},
		"requires volume v which is of an unsupported type":                              {kubeletTranslatorWith(nil, nil), volumeSpec("nfs: {server: s, path: /}")},
	} {
		if _, err := c.translator.containerGroup(podWith(t, c.spec)); !strings.Contains(messageOf(err), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestEveryVolumeOfAPodIsThereToBeMounted(t *testing.T) {
	for title, spec := range map[string]string{
		"optional secret": volumeSpec("secret: {secretName: s, optional: true}"),
		"host path":       volumeSpec("hostPath: {path: /}"),
		"projected token": volumeSpec("projected: {sources: [{serviceAccountToken: {path: token}}]}"),
	} {
		t.Run(title, func(t *testing.T) {
			group, err := kubeletTranslatorWith(nil, nil).containerGroup(podWith(t, spec))
			if err != nil {
				t.Fatal(err)
			}
			if want := []volume{{Name: "v", EmptyDir: &struct{}{}}}; !reflect.DeepEqual(group.Properties.Volumes, want) {
				t.Errorf("got %v, want a directory", group.Properties.Volumes)
			}
		})
	}
}

func TestAGroupAsLargeAsThePodsLimits(t *testing.T) {
	group, err := kubeletTranslatorWith(nil, nil).containerGroup(podWith(t, containerSpec(
		"resources: {requests: {cpu: 100m, memory: 1G}, limits: {cpu: 2250m}}")))
	if err != nil {
		t.Fatal(err)
	}
	want := &resourceRequirements{Requests: resourceAmounts{CPU: 2.25, MemoryInGB: 1}}
	if got := group.Properties.Containers[0].Properties.Resources; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

func TestAnnotationsOfAPod(t *testing.T) {
	pod := podWith(t, "{containers: [{name: a, image: nginx}], dnsPolicy: ClusterFirst}")
	pod.Annotations = map[string]string{
		annotationPrefix + "identity":        "/identity",
		annotationPrefix + "subnets.primary": "/other",
		annotationPrefix + "zones":           "2",
		annotationPrefix + "customtags":      "env=Dev;PodName=mine",
		annotationPrefix + "injectdns":       "false",
	}
	translator := kubeletTranslatorWith(nil, nil)
	translator.zones, translator.tags = "1", map[string]string{"env": "Prod", "project": "x"}
	group, err := translator.containerGroup(pod)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := group.Identity.UserAssigned["/identity"]; !ok || group.Identity.Type != "UserAssigned" {
		t.Errorf("identity: %+v", group.Identity)
	}
	if group.Properties.SubnetIDs[0].ID != "/other" || !reflect.DeepEqual(group.Zones, []string{"2"}) {
		t.Errorf("subnet %v, zones %v", group.Properties.SubnetIDs, group.Zones)
	}
	if group.Tags["env"] != "Dev" || group.Tags["project"] != "x" || group.Tags[podNameTag] != "web-0" {
		t.Errorf("tags: %v", group.Tags)
	}
	if group.Properties.DNSConfig != nil {
		t.Errorf("dns: %+v", group.Properties.DNSConfig)
	}
	pod.Annotations[annotationPrefix+"zones"] = "1;2"
	if _, err := translator.containerGroup(pod); messageOf(err) != "ACI takes one availability zone for a container group; got 1;2" {
		t.Error(err)
	}
}

func TestARefusedPodIsTakenUpAgainOnlyByTheKubelet(t *testing.T) {
	pod := &corev1.Pod{Status: corev1.PodStatus{Phase: corev1.PodPending, Reason: reasonProviderFailed}}
	if !(&tracker{}).keepsStatus(pod) || (&tracker{recovers: true}).keepsStatus(pod) {
		t.Error("a refused pod")
	}
}
