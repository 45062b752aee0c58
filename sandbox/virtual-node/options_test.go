package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func given(without ...string) []string {
	all := map[string]string{
		"kubeconfig": "k", "arm-endpoint": "https://127.0.0.1:1", "arm-ca": "ca", "arm-token-file": "t",
		"subscription": "s", "resource-group": "MC_rg", "location": "westeurope", "subnet-id": subnetPath,
	}
	for _, name := range without {
		delete(all, name)
	}
	var arguments []string
	for name, value := range all {
		arguments = append(arguments, "--"+name, value)
	}
	return arguments
}

func TestOptions(t *testing.T) {
	t.Setenv("KUBECONFIG", "")
	o, err := parseOptions(given())
	if err != nil || o.nodeName != "virtual-node-aci-linux" || o.pollInterval != 5*time.Second || o.cleanupInterval != 5*time.Minute {
		t.Errorf("got %+v, %v", o, err)
	}
	for want, arguments := range map[string][]string{
		"virtual-node: missing --kubeconfig, --location":                           given("location", "kubeconfig"),
		"virtual-node: --poll-interval and --cleanup-interval must be more than 0": append(given(), "--poll-interval", "0s"),
		`--subnet-id: must be the ARM id of a subnet; got "x"`:                     append(given(), "--subnet-id", "x"),
	} {
		if _, err := parseOptions(arguments); messageOf(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestRegions(t *testing.T) {
	for location, want := range map[string]bool{"westeurope": true, "West Europe": true, "mars": false, "": false} {
		if supportedRegion(location) != want {
			t.Errorf("%q", location)
		}
	}
	if message := unsupportedRegion("mars").Error(); !strings.HasPrefix(message, "Region mars is invalid. Current supported regions are: australiacentral, ") {
		t.Error(message)
	}
}

func TestTheNode(t *testing.T) {
	node := virtualNode("virtual-node-aci-linux", "10.0.0.4", 1234)
	got, err := json.Marshal(map[string]any{"labels": node.Labels, "spec": node.Spec, "capacity": node.Status.Capacity})
	if err != nil {
		t.Fatal(err)
	}
	equalJSON(t, string(got), `{
		"labels": {
			"type": "virtual-kubelet", "kubernetes.io/role": "agent", "kubernetes.io/hostname": "virtual-node-aci-linux",
			"kubernetes.io/os": "linux", "beta.kubernetes.io/os": "linux", "kubernetes.azure.com/managed": "false",
			"alpha.service-controller.kubernetes.io/exclude-balancer": "true",
			"node.kubernetes.io/exclude-from-external-load-balancers": "true"},
		"spec": {"taints": [{"key": "virtual-kubelet.io/provider", "value": "azure", "effect": "NoSchedule"}]},
		"capacity": {"cpu": "10k", "memory": "4Ti", "pods": "5k"}}`)
}
