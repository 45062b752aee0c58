package main

import (
	"github.com/virtual-kubelet/virtual-kubelet/errdefs"
	corev1 "k8s.io/api/core/v1"
)

// azure-aci aci.go getInitContainers, on since its feature flag init-container. A sidecar's restartPolicy is dropped:
// ACI would wait for it to end.
func initContainersOf(pod *corev1.Pod) ([]initContainer, error) {
	containers := make([]initContainer, 0, len(pod.Spec.InitContainers))
	for _, c := range pod.Spec.InitContainers {
		if err := verifyInitContainer(c); err != nil {
			return nil, err
		}
		containers = append(containers, initContainer{Name: c.Name, Properties: initContainerProperties{
			Image:                c.Image,
			Command:              command(c),
			EnvironmentVariables: environmentVariables(c.Env),
			VolumeMounts:         volumeMounts(c.VolumeMounts),
		}})
	}
	return containers, nil
}

func verifyInitContainer(c corev1.Container) error {
	if len(c.Command) == 0 && len(c.Args) > 0 {
		return errArgsWithoutCommand
	}
	for _, unsupported := range []struct {
		feature string
		present bool
	}{
		{"ports", c.Ports != nil},
		{"resources requests", c.Resources.Requests != nil},
		{"resources limits", c.Resources.Limits != nil},
		{"livenessProbe", c.LivenessProbe != nil},
		{"readinessProbe", c.ReadinessProbe != nil},
		{"lifecycle hooks", hasLifecycleHook(c)},
		{"startupProbe", c.StartupProbe != nil},
	} {
		if unsupported.present {
			return errdefs.InvalidInputf("azure container instances initContainers do not support %s", unsupported.feature)
		}
	}
	return nil
}
