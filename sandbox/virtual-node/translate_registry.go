package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

type registryLogin struct {
	Username string `json:"username"`
	Password string `json:"password"`
	Auth     string `json:"auth"`
}

// registryCredentials are the only way to a private registry: the kubelet's identity is not used (azure-aci aci.go
// getImagePullSecrets).
func (t translator) registryCredentials(pod *corev1.Pod) ([]registryCredential, error) {
	credentials := []registryCredential{}
	for _, reference := range pod.Spec.ImagePullSecrets {
		secret, err := t.secrets.Secrets(pod.Namespace).Get(reference.Name)
		if err != nil {
			return nil, err
		}
		found, err := credentialsIn(secret)
		if err != nil {
			return nil, err
		}
		credentials = append(credentials, found...)
	}
	return credentials, nil
}

func credentialsIn(secret *corev1.Secret) ([]registryCredential, error) {
	switch secret.Type {
	case corev1.SecretTypeDockercfg:
		return dockercfgCredentials(secret)
	case corev1.SecretTypeDockerConfigJson:
		return dockerConfigJSONCredentials(secret)
	}
	return nil, errors.New("image pull secret type is not one of kubernetes.io/dockercfg or kubernetes.io/dockerconfigjson")
}

// azure-aci aci.go readDockerCfgSecret and makeRegistryCredential: auth counts only where there is no username.
func dockercfgCredentials(secret *corev1.Secret) ([]registryCredential, error) {
	content, ok := secret.Data[corev1.DockerConfigKey]
	if !ok {
		return nil, errors.New("no dockercfg present in secret")
	}
	var logins map[string]registryLogin
	if err := json.Unmarshal(content, &logins); err != nil {
		return nil, err
	}
	return credentialsOf(logins, func(server string, login registryLogin) (registryCredential, error) {
		if login.Username != "" {
			return registryCredential{Server: server, Username: login.Username, Password: login.Password}, nil
		}
		if login.Auth == "" {
			return registryCredential{}, fmt.Errorf("no username present in auth config for server: %s", server)
		}
		decoded, err := base64.StdEncoding.DecodeString(login.Auth)
		if err != nil {
			return registryCredential{}, fmt.Errorf("error decoding the auth for server: %s Error: %w", server, err)
		}
		parts := strings.Split(string(decoded), ":")
		if len(parts) != 2 {
			return registryCredential{}, fmt.Errorf("malformed auth for server: %s", server)
		}
		return registryCredential{Server: server, Username: parts[0], Password: parts[1]}, nil
	})
}

// azure-aci aci.go readDockerConfigJSONSecret and makeRegistryCredentialFromDockerConfig: a login with auth alone,
// as docker login writes it, is refused; where both are present, auth wins.
func dockerConfigJSONCredentials(secret *corev1.Secret) ([]registryCredential, error) {
	content, ok := secret.Data[corev1.DockerConfigJsonKey]
	if !ok {
		return nil, errors.New("no dockerconfigjson present in secret")
	}
	var config struct {
		Auths map[string]registryLogin `json:"auths"`
	}
	if err := json.Unmarshal(content, &config); err != nil {
		return nil, err
	}
	if len(config.Auths) == 0 {
		return nil, errors.New("malformed dockerconfigjson in secret")
	}
	return credentialsOf(config.Auths, func(server string, login registryLogin) (registryCredential, error) {
		if login.Username == "" {
			return registryCredential{}, fmt.Errorf("no username present in auth config for server: %s", server)
		}
		credential := registryCredential{Server: server, Username: login.Username, Password: login.Password}
		if login.Auth == "" {
			return credential, nil
		}
		decoded, err := base64.StdEncoding.DecodeString(login.Auth)
		if err != nil {
			return registryCredential{}, fmt.Errorf("error decoding docker auth: %w", err)
		}
		user, password, ok := strings.Cut(string(decoded), ":")
		if !ok {
			return registryCredential{}, errors.New("error decoding docker auth: no colon between username and password")
		}
		credential.Username, credential.Password = user, strings.Trim(password, "\x00")
		return credential, nil
	})
}

func credentialsOf(logins map[string]registryLogin, translate func(string, registryLogin) (registryCredential, error)) ([]registryCredential, error) {
	var credentials []registryCredential
	for _, server := range slices.Sorted(maps.Keys(logins)) {
		credential, err := translate(server, logins[server])
		if err != nil {
			return nil, err
		}
		credentials = append(credentials, credential)
	}
	return credentials, nil
}
