package main

import (
	"encoding/base64"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

const (
	azureFileDriver     = "file.csi.azure.com"
	storageAccountName  = "azurestorageaccountname"
	storageAccountKey   = "azurestorageaccountkey"
	azureFileShareName  = "shareName"
	azureFileSecretName = "secretName"
)

// volumes leaves out a volume that ends up with no file, though its mounts stay (azure-aci aci_volumes.go getVolumes).
func (t translator) volumes(pod *corev1.Pod) ([]volume, error) {
	volumes := make([]volume, 0, len(pod.Spec.Volumes))
	for _, v := range pod.Spec.Volumes {
		translated, err := t.volume(pod, v)
		if err != nil {
			return nil, err
		}
		if translated != nil {
			volumes = append(volumes, *translated)
		}
	}
	return volumes, nil
}

func (t translator) volume(pod *corev1.Pod, v corev1.Volume) (*volume, error) {
	switch {
	case v.CSI != nil && v.CSI.Driver == azureFileDriver:
		return t.azureFileCSI(pod.Namespace, v)
	case v.CSI != nil:
		return nil, fmt.Errorf("pod %s requires volume %s which is of an unsupported type %s", pod.Name, v.Name, v.CSI.Driver)
	case v.AzureFile != nil:
		return t.azureFile(pod.Namespace, v)
	case v.EmptyDir != nil:
		return &volume{Name: v.Name, EmptyDir: &struct{}{}}, nil
	case v.GitRepo != nil:
		return &volume{Name: v.Name, GitRepo: &gitRepoVolume{
			Directory: v.GitRepo.Directory, Repository: v.GitRepo.Repository, Revision: v.GitRepo.Revision,
		}}, nil
	case v.Secret != nil:
		return t.secretVolume(pod, v)
	case v.ConfigMap != nil:
		return t.configMapVolume(pod, v)
	case v.Projected != nil:
		return t.projectedVolume(pod, v)
	}
	// Claims, disks, hostPath, downwardAPI (azure-aci#91), ephemeral, image and the rest.
	return nil, fmt.Errorf("pod %s requires volume %s which is of an unsupported type", pod.Name, v.Name)
}

// azure-aci aci_volumes.go getAzureFileCSI.
func (t translator) azureFileCSI(namespace string, v corev1.Volume) (*volume, error) {
	if len(v.CSI.VolumeAttributes) == 0 {
		return nil, fmt.Errorf("secret volume attribute for AzureFile CSI driver %s cannot be empty or nil", v.Name)
	}
	share, secretName := v.CSI.VolumeAttributes[azureFileShareName], v.CSI.VolumeAttributes[azureFileSecretName]
	if share == "" {
		return nil, fmt.Errorf("share name for AzureFile CSI driver %s cannot be empty or nil", v.Name)
	}
	if secretName == "" {
		return nil, fmt.Errorf("secret name for AzureFile CSI driver %s cannot be empty or nil", v.Name)
	}
	secret, err := t.secrets.Secrets(namespace).Get(secretName)
	if err != nil {
		return nil, fmt.Errorf("the secret %s for AzureFile CSI driver %s is not found", secretName, v.Name)
	}
	return azureFileVolumeOf(v.Name, share, false, secret), nil
}

func (t translator) azureFile(namespace string, v corev1.Volume) (*volume, error) {
	secret, err := t.secrets.Secrets(namespace).Get(v.AzureFile.SecretName)
	if err != nil {
		return nil, err
	}
	return azureFileVolumeOf(v.Name, v.AzureFile.ShareName, v.AzureFile.ReadOnly, secret), nil
}

func azureFileVolumeOf(name, share string, readOnly bool, secret *corev1.Secret) *volume {
	return &volume{Name: name, AzureFile: &azureFileVolume{
		ShareName:          share,
		ReadOnly:           readOnly,
		StorageAccountName: string(secret.Data[storageAccountName]),
		StorageAccountKey:  string(secret.Data[storageAccountKey]),
	}}
}

// secretVolume takes every key: items and modes are dropped. A missing secret is an error only where the pod says
// optional: false, not by default.
func (t translator) secretVolume(pod *corev1.Pod, v corev1.Volume) (*volume, error) {
	secret, err := t.secrets.Secrets(pod.Namespace).Get(v.Secret.SecretName)
	if demanded(v.Secret.Optional) && apierrors.IsNotFound(err) {
		return nil, fmt.Errorf("secret %s is required by Pod %s and does not exist", v.Secret.SecretName, pod.Name)
	}
	if err != nil {
		return nil, ignoreNotFound(err)
	}
	return filesVolume(v.Name, secretFiles(secret)), nil
}

func (t translator) configMapVolume(pod *corev1.Pod, v corev1.Volume) (*volume, error) {
	configMap, err := t.configMaps.ConfigMaps(pod.Namespace).Get(v.ConfigMap.Name)
	if demanded(v.ConfigMap.Optional) && apierrors.IsNotFound(err) {
		return nil, fmt.Errorf("ConfigMap %s is required by Pod %s and does not exist", v.ConfigMap.Name, pod.Name)
	}
	if err != nil {
		return nil, ignoreNotFound(err)
	}
	return filesVolume(v.Name, configMapFiles(configMap)), nil
}

// filesVolume is a secret volume of ACI, for config maps too; nil when it has no files.
func filesVolume(name string, files map[string]string) *volume {
	if len(files) == 0 {
		return nil
	}
	return &volume{Name: name, Secret: files}
}

func secretFiles(secret *corev1.Secret) map[string]string {
	files := map[string]string{}
	for key, value := range secret.Data {
		files[key] = base64.StdEncoding.EncodeToString(value)
	}
	return files
}

func configMapFiles(configMap *corev1.ConfigMap) map[string]string {
	files := map[string]string{}
	for key, value := range configMap.Data {
		files[key] = base64.StdEncoding.EncodeToString([]byte(value))
	}
	for key, value := range configMap.BinaryData {
		files[key] = base64.StdEncoding.EncodeToString(value)
	}
	return files
}

func demanded(optional *bool) bool { return optional != nil && !*optional }

func ignoreNotFound(err error) error {
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}
