package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/virtual-kubelet/virtual-kubelet/errdefs"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

const groupsPath = "/subscriptions/s/resourceGroups/MC_rg/providers/Microsoft.ContainerInstance/containerGroups"

func TestTheTokenIsReadAtEveryCall(t *testing.T) {
	double, client, token := startDouble(t, nil)
	groups := newContainerGroups(client, "s", "MC_rg")
	_, _ = groups.get(background, "g")
	write(t, token, "second")
	_, _ = groups.get(background, "g")
	if want := []string{"Bearer first", "Bearer second"}; !slices.Equal(double.tokens, want) {
		t.Errorf("got %v", double.tokens)
	}
}

func TestAThrottledCreateIsARefusalAndIsNotRepeated(t *testing.T) {
	double, client, _ := startDouble(t, map[string]func(http.ResponseWriter){
		"PUT " + groupsPath + "/g": func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "1")
			answer(http.StatusTooManyRequests, `{"error":{"code":"TooManyRequests","message":"slow down"}}`)(w)
		},
	})
	err := newContainerGroups(client, "s", "MC_rg").put(background, containerGroup{Name: "g"})
	if err == nil || len(double.calls) != 1 {
		t.Fatalf("got %v after %v", err, double.calls)
	}
	separator := strings.Repeat("-", 80)
	want := fmt.Sprintf("PUT %s%s/g\n%s\nRESPONSE 429: 429 Too Many Requests\nERROR CODE: TooManyRequests\n%s\n{\n  \"error\": {\n    \"code\": \"TooManyRequests\",\n    \"message\": \"slow down\"\n  }\n}\n%s\n",
		client.endpoint, groupsPath, separator, separator, separator)
	if err.Error() != want {
		t.Errorf("got %s", err)
	}
}

func TestAnswersWithoutAnErrorCode(t *testing.T) {
	for body, want := range map[string]string{"": "Response contained no body", "<html>": "<html>"} {
		_, client, _ := startDouble(t, map[string]func(http.ResponseWriter){
			"PUT " + groupsPath + "/g": answer(http.StatusBadGateway, body),
		})
		err := newContainerGroups(client, "s", "MC_rg").put(background, containerGroup{Name: "g"})
		if message := messageOf(err); !strings.Contains(message, "ERROR CODE UNAVAILABLE") || !strings.Contains(message, want) {
			t.Errorf("got %s", message)
		}
	}
}

func TestAGroupThatIsNotThere(t *testing.T) {
	_, client, _ := startDouble(t, nil)
	if _, err := newContainerGroups(client, "s", "MC_rg").get(background, "g"); !errdefs.IsNotFound(err) {
		t.Errorf("got %v", err)
	}
}

func TestAnUnreachableARMIsAnError(t *testing.T) {
	_, client, _ := startDouble(t, nil)
	client.endpoint = "https://127.0.0.1:1"
	if _, err := newContainerGroups(client, "s", "MC_rg").get(background, "g"); err == nil || errdefs.IsNotFound(err) {
		t.Errorf("got %v", err)
	}
}

func TestListFollowsItsPagesButNotToAnotherHost(t *testing.T) {
	var client *armClient
	next := "https://elsewhere.example/"
	answers := map[string]func(http.ResponseWriter){
		"GET " + groupsPath: func(w http.ResponseWriter) {
			answer(http.StatusOK, `{"value":[{"name":"a"}],"nextLink":"`+next+`"}`)(w)
		},
		"GET " + groupsPath + "/page2": answer(http.StatusOK, `{"value":[{"name":"b"}]}`),
	}
	_, client, _ = startDouble(t, answers)
	groups := newContainerGroups(client, "s", "MC_rg")
	if _, err := groups.list(background); err == nil || !strings.Contains(err.Error(), "the token is not sent there") {
		t.Errorf("got %v", err)
	}
	next = client.endpoint + groupsPath + "/page2?api-version=2021-10-01"
	listed, err := groups.list(background)
	if err != nil || len(listed) != 2 || listed[1].Name != "b" {
		t.Errorf("got %v, %v", listed, err)
	}
}

func TestCollectDeletesOnlyGroupsOfThisNodeWithoutAPod(t *testing.T) {
	group := func(namespace, pod, node string) func(http.ResponseWriter) {
		return answer(http.StatusOK, fmt.Sprintf(`{"name":"%s-%s","tags":{"Namespace":"%s","PodName":"%s","NodeName":"%s"},"properties":{"containers":[],"instanceView":{"state":"Running"}}}`, namespace, pod, namespace, pod, node))
	}
	double, client, _ := startDouble(t, map[string]func(http.ResponseWriter){
		"GET " + groupsPath:                   answer(http.StatusOK, `{"value":[{"name":"shop-kept"},{"name":"shop-left"},{"name":"shop-other"},{"name":"shop-gone"}]}`),
		"GET " + groupsPath + "/shop-kept":    group("shop", "kept", "virtual-node-aci-linux"),
		"GET " + groupsPath + "/shop-left":    group("shop", "left", "virtual-node-aci-linux"),
		"GET " + groupsPath + "/shop-other":   group("shop", "other", "another-node"),
		"DELETE " + groupsPath + "/shop-left": answer(http.StatusOK, `{}`),
	})
	tracker, _ := trackerOf(newContainerGroups(client, "s", "MC_rg"), pod("kept", corev1.PodRunning, ""))
	tracker.collect(background)
	deletes := slices.DeleteFunc(double.calls, func(call string) bool { return !strings.HasPrefix(call, "DELETE ") })
	if want := []string{"DELETE " + groupsPath + "/shop-left"}; !slices.Equal(deletes, want) {
		t.Errorf("got %v", deletes)
	}
}

func pod(name string, phase corev1.PodPhase, reason string) runtime.Object {
	p := &corev1.Pod{}
	p.Namespace, p.Name = "shop", name
	p.Status = corev1.PodStatus{Phase: phase, Reason: reason, ContainerStatuses: []corev1.ContainerStatus{{
		Name: "a", ContainerID: "aci://1", State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{}},
	}}}
	return p
}
