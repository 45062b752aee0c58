package main

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	corev1listers "k8s.io/client-go/listers/core/v1"
	"sigs.k8s.io/yaml"
)

func translatorWith(objects ...runtime.Object) translator {
	return translator{
		location:      "westeurope",
		subnetID:      "/subnet",
		kubeDNSIP:     "10.0.0.10",
		clusterDomain: "cluster.local",
		secrets:       corev1listers.NewSecretLister(indexer(secretsIn(objects)...)),
		configMaps:    corev1listers.NewConfigMapLister(indexer(configMapsIn(objects)...)),
	}
}

func secretsIn(objects []runtime.Object) (secrets []runtime.Object) {
	for _, object := range objects {
		if secret, ok := object.(*corev1.Secret); ok {
			secrets = append(secrets, secret)
		}
	}
	return secrets
}

func configMapsIn(objects []runtime.Object) (configMaps []runtime.Object) {
	for _, object := range objects {
		if configMap, ok := object.(*corev1.ConfigMap); ok {
			configMaps = append(configMaps, configMap)
		}
	}
	return configMaps
}

func podWith(t *testing.T, spec string) *corev1.Pod {
	t.Helper()
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{
		Namespace: "shop", Name: "web-0", UID: "u-1",
		CreationTimestamp: metav1.NewTime(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)),
	}}
	if err := yaml.UnmarshalStrict([]byte(spec), &pod.Spec); err != nil {
		t.Fatalf("%v in %s", err, spec)
	}
	if pod.Spec.ServiceAccountName == "" {
		pod.Spec.ServiceAccountName = "default"
	}
	pod.Spec.NodeName = "virtual-node-aci-linux"
	return pod
}

func containerSpec(fields string) string {
	return "{containers: [{name: a, image: nginx, " + fields + "}]}"
}

func volumeSpec(source string) string {
	return "{containers: [{name: a, image: nginx}], volumes: [{name: v, " + source + "}]}"
}

func initSpec(fields string) string {
	return "{containers: [{name: a, image: nginx}], initContainers: [{name: i, image: busybox, " + fields + "}]}"
}

func TestPodsThatAciRefuses(t *testing.T) {
	const args = "ACI does not support providing args without specifying the command. Please supply both command and args to the pod spec."
	const notInit = "azure container instances initContainers do not support "
	const oneOf = `probe must specify one of "exec" and "httpGet"`
	for title, c := range map[string]struct{ spec, message string }{
		"args without command":    {containerSpec("args: [x]"), args},
		"postStart hook":          {containerSpec("lifecycle: {postStart: {httpGet: {port: 80}}}"), "ACI does not support lifecycle hooks"},
		"preStop hook":            {containerSpec("lifecycle: {preStop: {exec: {command: [x]}}}"), "ACI does not support lifecycle hooks"},
		"startup probe":           {containerSpec("startupProbe: {httpGet: {port: 80}}"), "ACI does not support startupProbe"},
		"tcp liveness":            {containerSpec("livenessProbe: {tcpSocket: {port: 80}}"), oneOf},
		"grpc readiness":          {containerSpec("readinessProbe: {grpc: {port: 80}}"), oneOf},
		"two probe handlers":      {containerSpec("readinessProbe: {exec: {command: [x]}, httpGet: {port: 80}}"), `probe may not specify more than one of "exec" and "httpGet"`},
		"unknown probe port":      {containerSpec("readinessProbe: {httpGet: {port: web}}"), "unable to find named port: web"},
		"GPU":                     {containerSpec("resources: {limits: {nvidia.com/gpu: 1}}"), "the pod requires GPU resource, but ACI doesn't provide GPU enabled container group in region westeurope"},
		"init args":               {initSpec("args: [x]"), args},
		"init ports":              {initSpec("ports: [{containerPort: 80}]"), notInit + "ports"},
		"init requests":           {initSpec("resources: {requests: {cpu: 1}}"), notInit + "resources requests"},
		"init limits":             {initSpec("resources: {limits: {cpu: 1}}"), notInit + "resources limits"},
		"init liveness":           {initSpec("livenessProbe: {httpGet: {port: 80}}"), notInit + "livenessProbe"},
		"init readiness":          {initSpec("readinessProbe: {httpGet: {port: 80}}"), notInit + "readinessProbe"},
		"init hook":               {initSpec("lifecycle: {preStop: {tcpSocket: {port: 80}}}"), notInit + "lifecycle hooks"},
		"init startup":            {initSpec("startupProbe: {httpGet: {port: 80}}"), notInit + "startupProbe"},
		"hostPath":                {volumeSpec("hostPath: {path: /}"), "pod web-0 requires volume v which is of an unsupported type"},
		"claim":                   {volumeSpec("persistentVolumeClaim: {claimName: c}"), "pod web-0 requires volume v which is of an unsupported type"},
		"downwardAPI":             {volumeSpec("downwardAPI: {items: []}"), "pod web-0 requires volume v which is of an unsupported type"},
		"disk CSI":                {volumeSpec("csi: {driver: disk.csi.azure.com}"), "pod web-0 requires volume v which is of an unsupported type disk.csi.azure.com"},
		"file CSI, bare":          {volumeSpec("csi: {driver: file.csi.azure.com}"), "secret volume attribute for AzureFile CSI driver v cannot be empty or nil"},
		"file CSI, no share":      {volumeSpec("csi: {driver: file.csi.azure.com, volumeAttributes: {secretName: s}}"), "share name for AzureFile CSI driver v cannot be empty or nil"},
		"file CSI, no secretName": {volumeSpec("csi: {driver: file.csi.azure.com, volumeAttributes: {shareName: s}}"), "secret name for AzureFile CSI driver v cannot be empty or nil"},
		"file CSI, no secret":     {volumeSpec("csi: {driver: file.csi.azure.com, volumeAttributes: {shareName: s, secretName: keys}}"), "the secret keys for AzureFile CSI driver v is not found"},
		"azureFile, no secret":    {volumeSpec("azureFile: {secretName: keys, shareName: s}"), `secret "keys" not found`},
		"demanded secret":         {volumeSpec("secret: {secretName: s, optional: false}"), "secret s is required by Pod web-0 and does not exist"},
		"demanded config map":     {volumeSpec("configMap: {name: m, optional: false}"), "ConfigMap m is required by Pod web-0 and does not exist"},
		"projected secret":        {volumeSpec("projected: {sources: [{secret: {name: s, optional: false}}]}"), "projected secret s is required by pod web-0 and does not exist"},
		"projected config map":    {volumeSpec("projected: {sources: [{configMap: {name: m, optional: false}}]}"), "projected configMap m is required by pod web-0 and does not exist"},
		"pull secret":             {"{containers: [{name: a, image: nginx}], imagePullSecrets: [{name: p}]}", `secret "p" not found`},
	} {
		t.Run(title, func(t *testing.T) {
			_, err := translatorWith().containerGroup(podWith(t, c.spec))
			if err == nil || err.Error() != c.message {
				t.Errorf("got %v, want %s", err, c.message)
			}
		})
	}
}

func TestPodFeaturesThatAreDroppedInSilence(t *testing.T) {
	plain, err := translatorWith().containerGroup(podWith(t, "{containers: [{name: a, image: nginx}]}"))
	if err != nil {
		t.Fatal(err)
	}
	for _, fields := range []string{
		"securityContext: {runAsUser: 0, privileged: true}",
		`env: [{name: EMPTY, value: ""}]`,
		"lifecycle: {preStop: {sleep: {seconds: 5}}}",
		"imagePullPolicy: Always",
	} {
		group, err := translatorWith().containerGroup(podWith(t, containerSpec(fields)))
		if err != nil || !reflect.DeepEqual(group, plain) {
			t.Errorf("%s: got %+v, %v", fields, group, err)
		}
	}
	for _, fields := range []string{
		"hostAliases: [{ip: 10.0.0.1, hostnames: [a]}]", "hostNetwork: true", "securityContext: {fsGroup: 1}",
		"terminationGracePeriodSeconds: 5", "volumes: [{name: v, secret: {secretName: missing}}]",
	} {
		group, err := translatorWith().containerGroup(podWith(t, "{containers: [{name: a, image: nginx}], "+fields+"}"))
		if err != nil || !reflect.DeepEqual(group, plain) {
			t.Errorf("%s: got %+v, %v", fields, group, err)
		}
	}
}

func TestGroupOfAWholePod(t *testing.T) {
	group, err := translatorWith().containerGroup(podWith(t, `
restartPolicy: Never
dnsPolicy: ClusterFirst
initContainers: [{name: i, image: busybox, command: [sh], args: [-c, ls], restartPolicy: Always}]
containers:
- name: a
  image: nginx
  command: [run]
  args: [fast]
  ports: [{name: web, containerPort: 80, hostPort: 8080}, {containerPort: 53, protocol: UDP}]
  env: [{name: A, value: "1"}]
  volumeMounts: [{name: v, mountPath: /v, readOnly: true, subPath: s}]
  livenessProbe: {exec: {command: [x]}, periodSeconds: 7}
  readinessProbe: {httpGet: {port: web, path: /h, scheme: HTTP, host: h, httpHeaders: [{name: X, value: z}]}, failureThreshold: 2}
volumes: [{name: v, emptyDir: {}}]
`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(group)
	if err != nil {
		t.Fatal(err)
	}
	equalJSON(t, string(got), `{
		"name": "shop-web-0", "location": "westeurope",
		"tags": {"PodName": "web-0", "NodeName": "virtual-node-aci-linux", "Namespace": "shop", "UID": "u-1", "CreationTimestamp": "2026-01-02 03:04:05 +0000 UTC"},
		"properties": {
			"osType": "Linux", "restartPolicy": "Never", "imageRegistryCredentials": [],
			"subnetIds": [{"id": "/subnet"}],
			"dnsConfig": {"nameServers": ["10.0.0.10"], "searchDomains": "shop.svc.cluster.local svc.cluster.local cluster.local", "options": ""},
			"volumes": [{"name": "v", "emptyDir": {}}],
			"initContainers": [{"name": "i", "properties": {"image": "busybox", "command": ["sh", "-c", "ls"], "environmentVariables": [], "volumeMounts": []}}],
			"containers": [{"name": "a", "properties": {
				"image": "nginx", "command": ["run", "fast"],
				"ports": [{"port": 80, "protocol": "TCP"}, {"port": 53, "protocol": "UDP"}],
				"environmentVariables": [{"name": "A", "value": "1"}],
				"volumeMounts": [{"name": "v", "mountPath": "/v", "readOnly": true}],
				"resources": {"requests": {"cpu": 1, "memoryInGB": 1.5}},
				"livenessProbe": {"exec": {"command": ["x"]}, "initialDelaySeconds": 0, "periodSeconds": 7, "failureThreshold": 0, "successThreshold": 0, "timeoutSeconds": 0},
				"readinessProbe": {"httpGet": {"path": "/h", "port": 80, "scheme": "HTTP"}, "initialDelaySeconds": 0, "periodSeconds": 0, "failureThreshold": 2, "successThreshold": 0, "timeoutSeconds": 0}
			}}]
		}}`)
}
