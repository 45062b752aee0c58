package main

import (
	"fmt"
	"maps"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/labels"
)

// projectedVolume drops downwardAPI, clusterTrustBundle and podCertificate sources (azure-aci aci_volumes.go getVolumes).
func (t translator) projectedVolume(pod *corev1.Pod, v corev1.Volume) (*volume, error) {
	files := map[string]string{}
	for _, source := range v.Projected.Sources {
		found, err := t.projected(pod, source)
		if err != nil {
			return nil, err
		}
		maps.Copy(files, found)
	}
	return filesVolume(v.Name, files), nil
}

func (t translator) projected(pod *corev1.Pod, source corev1.VolumeProjection) (map[string]string, error) {
	switch {
	case source.ServiceAccountToken != nil:
		return t.serviceAccountFiles(pod)
	case source.Secret != nil:
		return t.projectedSecret(pod, source.Secret)
	case source.ConfigMap != nil:
		return t.projectedConfigMap(pod, source.ConfigMap)
	}
	return nil, nil
}

// serviceAccountFiles never asks for a bound token: only a legacy secret of the type kubernetes.io/service-account-token
// gives the pod one. Clusters make none by themselves since 1.24, so the pod has no token (azure-aci#189).
func (t translator) serviceAccountFiles(pod *corev1.Pod) (map[string]string, error) {
	secrets, err := t.secrets.Secrets(pod.Namespace).List(labels.Everything())
	if err != nil {
		return nil, err
	}
	for _, secret := range secrets {
		if secret.Type == corev1.SecretTypeServiceAccountToken &&
			secret.Annotations[corev1.ServiceAccountNameKey] == pod.Spec.ServiceAccountName {
			return secretFiles(secret), nil
		}
	}
	return nil, nil
}

func (t translator) projectedSecret(pod *corev1.Pod, source *corev1.SecretProjection) (map[string]string, error) {
	secret, err := t.secrets.Secrets(pod.Namespace).Get(source.Name)
	if demanded(source.Optional) && apierrors.IsNotFound(err) {
		return nil, fmt.Errorf("projected secret %s is required by pod %s and does not exist", source.Name, pod.Name)
	}
	if err != nil {
		return nil, ignoreNotFound(err)
	}
	return listed(source.Items, secretFiles(secret)), nil
}

func (t translator) projectedConfigMap(pod *corev1.Pod, source *corev1.ConfigMapProjection) (map[string]string, error) {
	configMap, err := t.configMaps.ConfigMaps(pod.Namespace).Get(source.Name)
	if demanded(source.Optional) && apierrors.IsNotFound(err) {
		return nil, fmt.Errorf("projected configMap %s is required by pod %s and does not exist", source.Name, pod.Name)
	}
	if err != nil {
		return nil, ignoreNotFound(err)
	}
	return listed(source.Items, configMapFiles(configMap)), nil
}

// listed keeps the keys that items name, under the key and not the path; a source without items gives nothing.
func listed(items []corev1.KeyToPath, files map[string]string) map[string]string {
	kept := map[string]string{}
	for _, item := range items {
		if content, ok := files[item.Key]; ok {
			kept[item.Key] = content
		}
	}
	return kept
}
