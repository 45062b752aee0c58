package main

import (
	"fmt"

	"github.com/virtual-kubelet/virtual-kubelet/errdefs"
	corev1 "k8s.io/api/core/v1"
)

// azure-aci aci.go gpuResourceName.
const gpuResource corev1.ResourceName = "nvidia.com/gpu"

// errArgsWithoutCommand: azure-aci#10.
var errArgsWithoutCommand = errdefs.InvalidInput("ACI does not support providing args without specifying the command. Please supply both command and args to the pod spec.")

// azure-aci aci.go getContainers.
func (t translator) containers(pod *corev1.Pod) ([]container, error) {
	containers := make([]container, 0, len(pod.Spec.Containers))
	for _, c := range pod.Spec.Containers {
		translated, err := t.container(c)
		if err != nil {
			return nil, err
		}
		containers = append(containers, translated)
	}
	return containers, nil
}

func (t translator) container(c corev1.Container) (container, error) {
	switch {
	case len(c.Command) == 0 && len(c.Args) > 0:
		return container{}, errArgsWithoutCommand
	case hasLifecycleHook(c):
		return container{}, errdefs.InvalidInput("ACI does not support lifecycle hooks")
	case c.StartupProbe != nil:
		return container{}, errdefs.InvalidInput("ACI does not support startupProbe")
	}
	// The list of GPU models is empty in v1.6.4 (vk_node.go setupNodeCapacity), so every GPU is refused.
	if _, ok := c.Resources.Limits[gpuResource]; ok {
		return container{}, fmt.Errorf("the pod requires GPU resource, but ACI doesn't provide GPU enabled container group in region %s", t.location)
	}
	liveness, err := translateProbe(c.LivenessProbe, c.Ports)
	if err != nil {
		return container{}, err
	}
	readiness, err := translateProbe(c.ReadinessProbe, c.Ports)
	if err != nil {
		return container{}, err
	}
	return container{Name: c.Name, Properties: &containerProperties{
		Image:                c.Image,
		Command:              command(c),
		Ports:                ports(c.Ports),
		EnvironmentVariables: environmentVariables(c.Env),
		VolumeMounts:         volumeMounts(c.VolumeMounts),
		Resources:            resources(c.Resources),
		LivenessProbe:        liveness,
		ReadinessProbe:       readiness,
	}}, nil
}

// hasLifecycleHook lets a sleep hook pass, and so drops it (aci.go hasLifecycleHook).
func hasLifecycleHook(c corev1.Container) bool {
	hasHandler := func(h *corev1.LifecycleHandler) bool {
		return h != nil && (h.HTTPGet != nil || h.Exec != nil || h.TCPSocket != nil)
	}
	return c.Lifecycle != nil && (hasHandler(c.Lifecycle.PreStop) || hasHandler(c.Lifecycle.PostStart))
}

// ACI has no args of their own (aci.go getCommand).
func command(c corev1.Container) []string {
	return append(append([]string{}, c.Command...), c.Args...)
}

// Host ports and names are dropped; what is not UDP is TCP (azure-aci pkg/util/aci_utils.go GetProtocol).
func ports(declared []corev1.ContainerPort) []port {
	translated := make([]port, 0, len(declared))
	for _, p := range declared {
		protocol := "TCP"
		if p.Protocol == corev1.ProtocolUDP {
			protocol = "UDP"
		}
		translated = append(translated, port{Port: p.ContainerPort, Protocol: protocol})
	}
	return translated
}

// environmentVariables drops variables with an empty value (aci.go getEnvironmentVariables). The library has resolved
// valueFrom and envFrom before (virtual-kubelet internal/podutils/env.go), also into plain values for secrets; a
// fieldRef other than metadata's name, namespace, uid, labels and annotations fails there (azure-aci#148).
func environmentVariables(env []corev1.EnvVar) []environmentVariable {
	variables := make([]environmentVariable, 0, len(env))
	for _, e := range env {
		if e.Value != "" {
			variables = append(variables, environmentVariable{Name: e.Name, Value: e.Value})
		}
	}
	return variables
}

// subPath and mountPropagation are dropped (aci.go getVolumeMounts).
func volumeMounts(mounts []corev1.VolumeMount) []volumeMount {
	translated := make([]volumeMount, 0, len(mounts))
	for _, m := range mounts {
		translated = append(translated, volumeMount{Name: m.Name, MountPath: m.MountPath, ReadOnly: m.ReadOnly})
	}
	return translated
}

// azure-aci aci.go getContainers: requests default to 1 CPU and 1.5 GB, whatever the limits are, and are cut to whole
// 10m and 0.1 GB, but not below one of these; of the limits only memory is cut.
func resources(r corev1.ResourceRequirements) *resourceRequirements {
	requests := resourceAmounts{CPU: 1, MemoryInGB: 1.5}
	if cpu, ok := r.Requests[corev1.ResourceCPU]; ok {
		requests.CPU = max(0.01, float64(cpu.MilliValue()/10)/100)
	}
	if memory, ok := r.Requests[corev1.ResourceMemory]; ok {
		requests.MemoryInGB = max(0.1, wholeTenthsOfGB(memory.Value()))
	}
	if r.Limits == nil {
		return &resourceRequirements{Requests: requests}
	}
	limits := requests
	if cpu, ok := r.Limits[corev1.ResourceCPU]; ok {
		limits.CPU = float64(cpu.MilliValue()) / 1000
	}
	if memory, ok := r.Limits[corev1.ResourceMemory]; ok {
		limits.MemoryInGB = wholeTenthsOfGB(memory.Value())
	}
	return &resourceRequirements{Requests: requests, Limits: &limits}
}

func wholeTenthsOfGB(bytes int64) float64 { return float64(bytes/100_000_000) / 10 }
