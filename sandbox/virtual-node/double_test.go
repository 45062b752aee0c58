package main

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	corev1listers "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
)

// armDouble answers ARM's calls from a table of `METHOD path`, and keeps what it was sent.
type armDouble struct {
	answers map[string]func(http.ResponseWriter)
	calls   []string
	bodies  map[string]string
	tokens  []string
}

func answer(status int, body string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func (d *armDouble) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call := r.Method + " " + r.URL.Path
	body, _ := io.ReadAll(r.Body)
	d.calls = append(d.calls, call)
	d.bodies[call] = string(body)
	d.tokens = append(d.tokens, r.Header.Get("Authorization"))
	write, ok := d.answers[call]
	if r.URL.Query().Get("api-version") == "" {
		write, ok = answer(http.StatusBadRequest, `{"error":{"code":"MissingApiVersionParameter"}}`), true
	}
	if !ok {
		write = answer(http.StatusNotFound, `{"error":{"code":"ResourceNotFound","message":"no such thing"}}`)
	}
	write(w)
}

func startDouble(t *testing.T, answers map[string]func(http.ResponseWriter)) (*armDouble, *armClient, string) {
	t.Helper()
	double := &armDouble{answers: answers, bodies: map[string]string{}}
	server := httptest.NewTLSServer(double)
	t.Cleanup(server.Close)
	directory := t.TempDir()
	ca, token := filepath.Join(directory, "ca.pem"), filepath.Join(directory, "token")
	write(t, ca, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})))
	write(t, token, "first\n")
	client, err := newARMClient(server.URL+"/", ca, token)
	if err != nil {
		t.Fatal(err)
	}
	return double, client, token
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func indexer(objects ...runtime.Object) cache.Indexer {
	store := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
	for _, object := range objects {
		_ = store.Add(object)
	}
	return store
}

func trackerOf(groups containerGroups, pods ...runtime.Object) (*tracker, *[]*corev1.Pod) {
	reported := &[]*corev1.Pod{}
	return &tracker{
		nodeName: "virtual-node-aci-linux",
		hostIP:   "10.0.0.4",
		pods:     corev1listers.NewPodLister(indexer(pods...)),
		groups:   groups,
		events:   &eventTranslator{recorder: silence{}},
		notify:   func(pod *corev1.Pod) { *reported = append(*reported, pod) },
	}, reported
}

type silence struct{}

func (silence) Event(runtime.Object, string, string, string)          {}
func (silence) Eventf(runtime.Object, string, string, string, ...any) {}
func (silence) AnnotatedEventf(runtime.Object, map[string]string, string, string, string, ...any) {
}

func equalJSON(t *testing.T, got, want string) {
	t.Helper()
	var gotValue, wantValue any
	if err := json.Unmarshal([]byte(got), &gotValue); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(want), &wantValue); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(gotValue, wantValue) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

var background = context.Background()
