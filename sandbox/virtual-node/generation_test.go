package main

import (
	"encoding/json"
	"net/http"
	"testing"
)

func chartOptions(t *testing.T, arguments ...string) options {
	t.Helper()
	o, err := parseOptions(append(append(given(), "--generation", "v2", "--node-name", "vn2-virtualnode-0"), arguments...))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestOptionsOfTheChart(t *testing.T) {
	o := chartOptions(t, "--zones", "2", "--custom-tags", "env=Dev;project=x", "--node-labels", "team=a,tier=b")
	if o.zones != "2" || o.customTags["project"] != "x" || o.nodeLabels["tier"] != "b" {
		t.Errorf("got %+v", o)
	}
	for want, arguments := range map[string][]string{
		`--generation: must be v1 or v2; got "v3"`:              {"--generation", "v3"},
		`must be key=value pairs separated by ","; got "a=b,c"`: {"--node-labels", "a=b,c"},
	} {
		if _, err := parseOptions(append(given(), arguments...)); messageOf(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestTheNodeOfTheChart(t *testing.T) {
	node := nodeOf(chartOptions(t, "--node-labels", "team=a"), 1234)
	got, err := json.Marshal(map[string]any{"labels": node.Labels, "spec": node.Spec, "allocatable": node.Status.Allocatable})
	if err != nil {
		t.Fatal(err)
	}
	equalJSON(t, string(got), `{
		"labels": {
			"type": "virtual-kubelet", "virtualization": "virtualnode2", "kubernetes.io/hostname": "vn2-virtualnode-0",
			"kubernetes.io/os": "linux", "beta.kubernetes.io/os": "linux", "kubernetes.azure.com/managed": "false",
			"kubernetes.io/arch": "amd64", "beta.kubernetes.io/arch": "amd64", "team": "a",
			"alpha.service-controller.kubernetes.io/exclude-balancer": "true",
			"node.kubernetes.io/exclude-from-external-load-balancers": "true"},
		"spec": {"taints": [{"key": "virtual-kubelet.io/provider", "value": "azure", "effect": "NoSchedule"}]},
		"allocatable": {"cpu": "10k", "memory": "4Ti", "pods": "200"}}`)
}

func TestTheChartsNodeStartsOnlyWithRightsOnContainerGroups(t *testing.T) {
	for status, want := range map[int]bool{http.StatusOK: true, http.StatusForbidden: false} {
		double, arm, _ := startDouble(t, map[string]func(http.ResponseWriter){
			"GET " + groupsPath: answer(status, `{"value":[],"error":{"code":"AuthorizationFailed"}}`),
		})
		err := verifySurroundings(background, chartOptions(t), arm)
		if (err == nil) != want {
			t.Errorf("HTTP %d: got %v", status, err)
		}
		if len(double.calls) != 1 {
			t.Errorf("the subnet is not the chart's to look at: %v", double.calls)
		}
	}
}
