package main

import "time"

// The wire form of Microsoft.ContainerInstance/containerGroups, as far as azure-aci writes and reads it:
// https://learn.microsoft.com/azure/templates/microsoft.containerinstance/2021-10-01/containergroups.

type containerGroup struct {
	ID         string                    `json:"id,omitempty"`
	Name       string                    `json:"name,omitempty"`
	Location   string                    `json:"location,omitempty"`
	Tags       map[string]string         `json:"tags,omitempty"`
	Zones      []string                  `json:"zones,omitempty"`
	Identity   *groupIdentity            `json:"identity,omitempty"`
	Properties *containerGroupProperties `json:"properties,omitempty"`
}

type containerGroupProperties struct {
	ProvisioningState        string               `json:"provisioningState,omitempty"`
	OSType                   string               `json:"osType,omitempty"`
	RestartPolicy            string               `json:"restartPolicy,omitempty"`
	Containers               []container          `json:"containers"`
	InitContainers           []initContainer      `json:"initContainers"`
	ImageRegistryCredentials []registryCredential `json:"imageRegistryCredentials"`
	Volumes                  []volume             `json:"volumes"`
	SubnetIDs                []resourceID         `json:"subnetIds,omitempty"`
	DNSConfig                *dnsConfig           `json:"dnsConfig,omitempty"`
	IPAddress                *ipAddress           `json:"ipAddress,omitempty"`
	InstanceView             *groupInstanceView   `json:"instanceView,omitempty"`
}

type groupIdentity struct {
	Type         string              `json:"type"`
	UserAssigned map[string]struct{} `json:"userAssignedIdentities"`
}

type resourceID struct {
	ID string `json:"id"`
}

type ipAddress struct {
	IP string `json:"ip,omitempty"`
}

type groupInstanceView struct {
	State  string       `json:"state"`
	Events []groupEvent `json:"events,omitempty"`
}

type groupEvent struct {
	Name          string     `json:"name"`
	Type          string     `json:"type"`
	Message       string     `json:"message"`
	LastTimestamp *time.Time `json:"lastTimestamp"`
}

type container struct {
	Name       string               `json:"name"`
	Properties *containerProperties `json:"properties,omitempty"`
}

type containerProperties struct {
	Image                string                 `json:"image"`
	Command              []string               `json:"command"`
	Ports                []port                 `json:"ports"`
	EnvironmentVariables []environmentVariable  `json:"environmentVariables"`
	VolumeMounts         []volumeMount          `json:"volumeMounts"`
	Resources            *resourceRequirements  `json:"resources,omitempty"`
	LivenessProbe        *probe                 `json:"livenessProbe,omitempty"`
	ReadinessProbe       *probe                 `json:"readinessProbe,omitempty"`
	InstanceView         *containerInstanceView `json:"instanceView,omitempty"`
}

type initContainer struct {
	Name       string                  `json:"name"`
	Properties initContainerProperties `json:"properties"`
}

type initContainerProperties struct {
	Image                string                `json:"image"`
	Command              []string              `json:"command"`
	EnvironmentVariables []environmentVariable `json:"environmentVariables"`
	VolumeMounts         []volumeMount         `json:"volumeMounts"`
}

type port struct {
	Port     int32  `json:"port"`
	Protocol string `json:"protocol"`
}

type environmentVariable struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type volumeMount struct {
	Name      string `json:"name"`
	MountPath string `json:"mountPath"`
	ReadOnly  bool   `json:"readOnly"`
}

type resourceRequirements struct {
	Requests resourceAmounts  `json:"requests"`
	Limits   *resourceAmounts `json:"limits,omitempty"`
}

type resourceAmounts struct {
	CPU        float64 `json:"cpu"`
	MemoryInGB float64 `json:"memoryInGB"`
}

type probe struct {
	Exec                *execProbe `json:"exec,omitempty"`
	HTTPGet             *httpProbe `json:"httpGet,omitempty"`
	InitialDelaySeconds int32      `json:"initialDelaySeconds"`
	PeriodSeconds       int32      `json:"periodSeconds"`
	FailureThreshold    int32      `json:"failureThreshold"`
	SuccessThreshold    int32      `json:"successThreshold"`
	TimeoutSeconds      int32      `json:"timeoutSeconds"`
}

type execProbe struct {
	Command []string `json:"command"`
}

type httpProbe struct {
	Path   string `json:"path"`
	Port   int32  `json:"port"`
	Scheme string `json:"scheme"`
}

type containerInstanceView struct {
	RestartCount  int32           `json:"restartCount"`
	CurrentState  *containerState `json:"currentState,omitempty"`
	PreviousState *containerState `json:"previousState,omitempty"`
	Events        []groupEvent    `json:"events,omitempty"`
}

type containerState struct {
	State        string     `json:"state"`
	StartTime    *time.Time `json:"startTime,omitempty"`
	FinishTime   *time.Time `json:"finishTime,omitempty"`
	ExitCode     int32      `json:"exitCode"`
	DetailStatus string     `json:"detailStatus"`
}

type registryCredential struct {
	Server   string `json:"server"`
	Username string `json:"username"`
	Password string `json:"password"`
}

type dnsConfig struct {
	NameServers   []string `json:"nameServers"`
	SearchDomains string   `json:"searchDomains"`
	Options       string   `json:"options"`
}

type volume struct {
	Name      string            `json:"name"`
	AzureFile *azureFileVolume  `json:"azureFile,omitempty"`
	EmptyDir  *struct{}         `json:"emptyDir,omitempty"`
	Secret    map[string]string `json:"secret,omitempty"`
	GitRepo   *gitRepoVolume    `json:"gitRepo,omitempty"`
}

type azureFileVolume struct {
	ShareName          string `json:"shareName"`
	ReadOnly           bool   `json:"readOnly"`
	StorageAccountName string `json:"storageAccountName"`
	StorageAccountKey  string `json:"storageAccountKey"`
}

type gitRepoVolume struct {
	Directory  string `json:"directory"`
	Repository string `json:"repository"`
	Revision   string `json:"revision"`
}
