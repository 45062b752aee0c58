package main

import (
	"encoding/json"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

func TestResources(t *testing.T) {
	for spec, want := range map[string]string{
		"{}":                                         `{"requests":{"cpu":1,"memoryInGB":1.5}}`,
		"{requests: {cpu: 259m, memory: 512Mi}}":     `{"requests":{"cpu":0.25,"memoryInGB":0.5}}`,
		"{requests: {cpu: 5m, memory: 1Mi}}":         `{"requests":{"cpu":0.01,"memoryInGB":0.1}}`,
		"{limits: {cpu: 1255m, memory: 1Gi}}":        `{"requests":{"cpu":1,"memoryInGB":1.5},"limits":{"cpu":1.255,"memoryInGB":1}}`,
		"{requests: {memory: 1G}, limits: {cpu: 2}}": `{"requests":{"cpu":1,"memoryInGB":1},"limits":{"cpu":2,"memoryInGB":1}}`,
	} {
		var requirements corev1.ResourceRequirements
		if err := yaml.UnmarshalStrict([]byte(spec), &requirements); err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(resources(requirements))
		if err != nil || string(got) != want {
			t.Errorf("%s: got %s, %v, want %s", spec, got, err, want)
		}
	}
}
