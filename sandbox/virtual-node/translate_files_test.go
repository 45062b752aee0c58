package main

import (
	"encoding/base64"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func encoded(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

func secret(name string, kind corev1.SecretType, content map[string]string) *corev1.Secret {
	s := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: name}, Type: kind, Data: map[string][]byte{}}
	for key, value := range content {
		s.Data[key] = []byte(value)
	}
	return s
}

func TestVolumes(t *testing.T) {
	token := secret("legacy", corev1.SecretTypeServiceAccountToken, map[string]string{"token": "jwt"})
	token.Annotations = map[string]string{corev1.ServiceAccountNameKey: "robot"}
	known := translatorWith(token,
		secret("s", corev1.SecretTypeOpaque, map[string]string{"k": "v", "l": "w"}),
		secret("share", corev1.SecretTypeOpaque, map[string]string{storageAccountName: "account", storageAccountKey: "key"}),
		&corev1.ConfigMap{
			ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: "m"},
			Data:       map[string]string{"c": "d"}, BinaryData: map[string][]byte{"b": []byte("e")},
		})
	tokenSource := "projected: {sources: [{serviceAccountToken: {path: token}}]}"
	for title, c := range map[string]struct{ spec, want string }{
		"emptyDir":               {volumeSpec("emptyDir: {medium: Memory}"), `[{"name":"v","emptyDir":{}}]`},
		"gitRepo":                {volumeSpec("gitRepo: {repository: r, revision: x, directory: d}"), `[{"name":"v","gitRepo":{"directory":"d","repository":"r","revision":"x"}}]`},
		"secret, every key":      {volumeSpec("secret: {secretName: s, items: [{key: k, path: p}]}"), `[{"name":"v","secret":{"k":"` + encoded("v") + `","l":"` + encoded("w") + `"}}]`},
		"config map":             {volumeSpec("configMap: {name: m}"), `[{"name":"v","secret":{"b":"` + encoded("e") + `","c":"` + encoded("d") + `"}}]`},
		"azureFile":              {volumeSpec("azureFile: {secretName: share, shareName: x, readOnly: true}"), `[{"name":"v","azureFile":{"shareName":"x","readOnly":true,"storageAccountName":"account","storageAccountKey":"key"}}]`},
		"file CSI":               {volumeSpec("csi: {driver: file.csi.azure.com, readOnly: true, volumeAttributes: {shareName: x, secretName: share}}"), `[{"name":"v","azureFile":{"shareName":"x","readOnly":false,"storageAccountName":"account","storageAccountKey":"key"}}]`},
		"missing secret":         {volumeSpec("secret: {secretName: none}"), `[]`},
		"missing config map":     {volumeSpec("configMap: {name: none, optional: true}"), `[]`},
		"projected, listed keys": {volumeSpec("projected: {sources: [{secret: {name: s, items: [{key: k, path: p}]}}, {configMap: {name: m, items: [{key: c, path: p}]}}]}"), `[{"name":"v","secret":{"c":"` + encoded("d") + `","k":"` + encoded("v") + `"}}]`},
		"projected without keys": {volumeSpec("projected: {sources: [{secret: {name: s}}, {downwardAPI: {items: []}}]}"), `[]`},
		"bound token":            {volumeSpec(tokenSource), `[]`},
		"legacy token":           {strings.Replace(volumeSpec(tokenSource), "{", "{serviceAccountName: robot, ", 1), `[{"name":"v","secret":{"token":"` + encoded("jwt") + `"}}]`},
	} {
		t.Run(title, func(t *testing.T) {
			volumes, err := known.volumes(podWith(t, c.spec))
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(volumes)
			if err != nil || string(got) != c.want {
				t.Errorf("got %s, %v, want %s", got, err, c.want)
			}
		})
	}
}

func TestRegistryCredentials(t *testing.T) {
	jsonSecret := func(auths string) *corev1.Secret {
		return secret("p", corev1.SecretTypeDockerConfigJson, map[string]string{corev1.DockerConfigJsonKey: `{"auths":` + auths + `}`})
	}
	cfgSecret := func(auths string) *corev1.Secret {
		return secret("p", corev1.SecretTypeDockercfg, map[string]string{corev1.DockerConfigKey: auths})
	}
	one := []registryCredential{{Server: "r.io", Username: "u", Password: "p"}}
	for title, c := range map[string]struct {
		secret  *corev1.Secret
		want    []registryCredential
		message string
	}{
		"dockerconfigjson":             {jsonSecret(`{"r.io":{"username":"u","password":"p"}}`), one, ""},
		"dockerconfigjson, auth wins":  {jsonSecret(`{"r.io":{"username":"x","auth":"` + encoded("u:p") + `"}}`), one, ""},
		"dockerconfigjson, auth alone": {jsonSecret(`{"r.io":{"auth":"` + encoded("u:p") + `"}}`), nil, "no username present in auth config for server: r.io"},
		"dockerconfigjson, no login":   {jsonSecret(`{}`), nil, "malformed dockerconfigjson in secret"},
		"dockercfg":                    {cfgSecret(`{"r.io":{"username":"u","password":"p"}}`), one, ""},
		"dockercfg, auth alone":        {cfgSecret(`{"r.io":{"auth":"` + encoded("u:p") + `"}}`), one, ""},
		"dockercfg, malformed auth":    {cfgSecret(`{"r.io":{"auth":"` + encoded("up") + `"}}`), nil, "malformed auth for server: r.io"},
		"dockercfg, nothing":           {cfgSecret(`{"r.io":{}}`), nil, "no username present in auth config for server: r.io"},
		"other kind":                   {secret("p", corev1.SecretTypeOpaque, nil), nil, "image pull secret type is not one of kubernetes.io/dockercfg or kubernetes.io/dockerconfigjson"},
		"key missing":                  {secret("p", corev1.SecretTypeDockercfg, nil), nil, "no dockercfg present in secret"},
	} {
		t.Run(title, func(t *testing.T) {
			pod := podWith(t, "{imagePullSecrets: [{name: p}]}")
			got, err := translatorWith(c.secret).registryCredentials(pod)
			if message := messageOf(err); message != c.message || (c.message == "" && !reflect.DeepEqual(got, c.want)) {
				t.Errorf("got %v, %q", got, message)
			}
		})
	}
}

func messageOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestDNS(t *testing.T) {
	long := strings.Repeat("a.", 50) + "io"
	for title, c := range map[string]struct {
		spec string
		want *dnsConfig
	}{
		"default of the node":  {"{dnsPolicy: Default}", nil},
		"none, own servers":    {"{dnsPolicy: None, dnsConfig: {nameservers: [1.1.1.1, 1.1.1.1, 2.2.2.2, 3.3.3.3, 4.4.4.4], options: [{name: ndots, value: '5'}, {name: rotate}]}}", &dnsConfig{NameServers: []string{"1.1.1.1", "2.2.2.2", "3.3.3.3"}, Options: "ndots:5 rotate"}},
		"more than 6 searches": {"{dnsPolicy: ClusterFirst, dnsConfig: {searches: [a, b, c, d]}}", &dnsConfig{NameServers: []string{"10.0.0.10"}, SearchDomains: "shop.svc.cluster.local svc.cluster.local cluster.local a b c"}},
		"searches too long":    {"{dnsPolicy: None, dnsConfig: {nameservers: [1.1.1.1], searches: [" + long + ", b" + long + ", c" + long + "]}}", &dnsConfig{NameServers: []string{"1.1.1.1"}, SearchDomains: long + " b" + long}},
	} {
		t.Run(title, func(t *testing.T) {
			if got := translatorWith().dnsConfig(podWith(t, c.spec)); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}
