package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// kubeletTranslator turns pods into container groups as v2 does. The features that v1 refuses or drops are its kubelet's
// own there: probes of every kind, lifecycle hooks, init containers with resources, arguments, host aliases, the downward
// API (README.md, "No longer a limitation").
type kubeletTranslator struct {
	translator
	claims claimListers
	// The chart's values zones and customTags.
	zones string
	tags  map[string]string
}

func (t kubeletTranslator) containerGroup(pod *corev1.Pod) (containerGroup, error) {
	left, err := t.withoutKubeletsPart(pod)
	if err != nil {
		return containerGroup{}, err
	}
	group, err := t.translator.containerGroup(left)
	if err != nil {
		return containerGroup{}, err
	}
	group.Properties.Volumes = withDirectories(group.Properties.Volumes, left.Spec.Volumes)
	return t.annotated(pod, group)
}

// withDirectories adds a directory for each volume without a file, which v1 leaves out: a kubelet mounts it all the same.
func withDirectories(translated []volume, wanted []corev1.Volume) []volume {
	for _, v := range wanted {
		isThere := slices.ContainsFunc(translated, func(each volume) bool { return each.Name == v.Name })
		if !isThere {
			translated = append(translated, volume{Name: v.Name, EmptyDir: &struct{}{}})
		}
	}
	return translated
}

// withoutKubeletsPart is what the kubelet leaves to ACI: a pod that v1 takes, too.
func (t kubeletTranslator) withoutKubeletsPart(pod *corev1.Pod) (*corev1.Pod, error) {
	left := pod.DeepCopy()
	for i := range left.Spec.InitContainers {
		plain := &left.Spec.InitContainers[i]
		*plain = withoutProbes(*plain)
		plain.Ports, plain.Resources = nil, corev1.ResourceRequirements{}
	}
	for i := range left.Spec.Containers {
		plain := &left.Spec.Containers[i]
		*plain = withoutProbes(*plain)
		plain.Resources = atLimits(plain.Resources)
	}
	left.Spec.ImagePullSecrets = t.known(pod)
	var err error
	left.Spec.Volumes, err = t.mounted(left)
	return left, err
}

func withoutProbes(c corev1.Container) corev1.Container {
	c.StartupProbe, c.LivenessProbe, c.ReadinessProbe, c.Lifecycle = nil, nil, nil, nil
	if len(c.Command) == 0 {
		c.Command, c.Args = c.Args, nil
	}
	return c
}

// atLimits asks ACI for the limits where there are any. The README's own example has a CPU limit of 22 times its
// request, which ACI refuses of a v1 pod (ContainerLimitGreaterThanContainerGroupTotalRequest).
func atLimits(r corev1.ResourceRequirements) corev1.ResourceRequirements {
	requests := corev1.ResourceList{}
	for _, name := range []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory} {
		if quantity, ok := r.Limits[name]; ok {
			requests[name] = quantity
		} else if quantity, ok := r.Requests[name]; ok {
			requests[name] = quantity
		}
	}
	return corev1.ResourceRequirements{Requests: requests}
}

// known leaves out pull secrets that don't exist: AKS's credential provider may do without, and the kubelet only warns.
func (t kubeletTranslator) known(pod *corev1.Pod) []corev1.LocalObjectReference {
	return slices.DeleteFunc(slices.Clone(pod.Spec.ImagePullSecrets), func(reference corev1.LocalObjectReference) bool {
		_, err := t.secrets.Secrets(pod.Namespace).Get(reference.Name)
		return apierrors.IsNotFound(err)
	})
}

const annotationPrefix = "microsoft.containerinstance.virtualnode."

// annotated applies what the chart's users can say by annotations (Docs/PodCustomizations.md) and by its values
// (Docs/NodeCustomizations.md); the pod's word comes first. The tags by which pods are found again stay.
func (t kubeletTranslator) annotated(pod *corev1.Pod, group containerGroup) (containerGroup, error) {
	said := func(name string) string { return pod.Annotations[annotationPrefix+name] }
	tags, err := parsePairs(said("customtags"), ";")
	if err != nil {
		return group, fmt.Errorf("annotation %scustomtags: %w", annotationPrefix, err)
	}
	for _, custom := range []map[string]string{tags, t.tags} {
		for key, value := range custom {
			if _, taken := group.Tags[key]; !taken {
				group.Tags[key] = value
			}
		}
	}
	if group.Zones, err = t.zonesOf(pod); err != nil {
		return group, err
	}
	if subnet := said("subnets.primary"); subnet != "" {
		group.Properties.SubnetIDs = []resourceID{{ID: subnet}}
	}
	if identity := said("identity"); identity != "" {
		group.Identity = &groupIdentity{Type: "UserAssigned", UserAssigned: map[string]struct{}{identity: {}}}
	}
	if said("injectdns") == "false" {
		group.Properties.DNSConfig = nil
	}
	return group, nil
}

func (t kubeletTranslator) zonesOf(pod *corev1.Pod) ([]string, error) {
	text, said := pod.Annotations[annotationPrefix+"zones"]
	if !said {
		text = t.zones
	}
	if text == "" {
		return nil, nil
	}
	zones := strings.Split(text, ";")
	if len(zones) > 1 {
		return nil, errors.New("ACI takes one availability zone for a container group; got " + text)
	}
	return zones, nil
}

// parsePairs reads `key=value` pairs.
func parsePairs(text, separator string) (map[string]string, error) {
	pairs := map[string]string{}
	for _, pair := range strings.Split(text, separator) {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		key, value, ok := strings.Cut(strings.TrimSpace(pair), "=")
		if !ok || key == "" {
			return nil, fmt.Errorf("must be key=value pairs separated by %q; got %q", separator, text)
		}
		pairs[key] = value
	}
	return pairs, nil
}
