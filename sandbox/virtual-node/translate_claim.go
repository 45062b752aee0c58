package main

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	corev1listers "k8s.io/client-go/listers/core/v1"
)

// claimListers read what persistent volume claims lead to.
type claimListers struct {
	claims  corev1listers.PersistentVolumeClaimLister
	volumes corev1listers.PersistentVolumeLister
}

// mounted is the pod's volumes as v1 knows them. What the kubelet itself writes is an empty directory to ACI; what it
// can't find keeps the pod from starting, in the kubelet's words.
func (t kubeletTranslator) mounted(pod *corev1.Pod) ([]corev1.Volume, error) {
	volumes := make([]corev1.Volume, 0, len(pod.Spec.Volumes))
	for _, v := range pod.Spec.Volumes {
		if err := t.verifyPresent(pod, v); err != nil {
			return nil, err
		}
		source, err := t.sourceOf(pod, v)
		if err != nil {
			return nil, err
		}
		volumes = append(volumes, corev1.Volume{Name: v.Name, VolumeSource: source})
	}
	return volumes, nil
}

// verifyPresent: unlike v1, a kubelet waits for a secret or config map unless the pod calls it optional.
func (t kubeletTranslator) verifyPresent(pod *corev1.Pod, v corev1.Volume) error {
	var err error
	var optional *bool
	switch {
	case v.Secret != nil:
		_, err = t.secrets.Secrets(pod.Namespace).Get(v.Secret.SecretName)
		optional = v.Secret.Optional
	case v.ConfigMap != nil:
		_, err = t.configMaps.ConfigMaps(pod.Namespace).Get(v.ConfigMap.Name)
		optional = v.ConfigMap.Optional
	}
	if err == nil || (apierrors.IsNotFound(err) && optional != nil && *optional) {
		return nil
	}
	return fmt.Errorf("MountVolume.SetUp failed for volume %q : %w", v.Name, err)
}

func (t kubeletTranslator) sourceOf(pod *corev1.Pod, v corev1.Volume) (corev1.VolumeSource, error) {
	empty := corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}
	switch {
	// A path of the host is one of the pod's own container group (Docs/VirtualDaemonSets.md).
	case v.DownwardAPI != nil, v.Projected != nil, v.HostPath != nil:
		return empty, nil
	case v.PersistentVolumeClaim != nil:
		return t.claimed(pod.Namespace, v.PersistentVolumeClaim.ClaimName)
	}
	return v.VolumeSource, nil
}

// claimed knows Azure Files alone: the virtual node's CSI driver stands in for no other.
func (t kubeletTranslator) claimed(namespace, name string) (corev1.VolumeSource, error) {
	claim, err := t.claims.claims.PersistentVolumeClaims(namespace).Get(name)
	if err != nil {
		return corev1.VolumeSource{}, fmt.Errorf("error processing PVC %s/%s: %w", namespace, name, err)
	}
	if claim.Status.Phase != corev1.ClaimBound {
		return corev1.VolumeSource{}, fmt.Errorf("error processing PVC %s/%s: PVC is not bound", namespace, name)
	}
	bound, err := t.claims.volumes.Get(claim.Spec.VolumeName)
	if err != nil {
		return corev1.VolumeSource{}, fmt.Errorf("error processing PVC %s/%s: %w", namespace, name, err)
	}
	csi := bound.Spec.CSI
	if csi == nil {
		return corev1.VolumeSource{}, fmt.Errorf("no volume plugin matched for PersistentVolume %s", bound.Name)
	}
	if csi.Driver != azureFileDriver {
		return corev1.VolumeSource{}, fmt.Errorf("driver name %s not found in the list of registered CSI drivers", csi.Driver)
	}
	// The share is the driver's to mount: ACI sees a directory.
	return corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}, nil
}
