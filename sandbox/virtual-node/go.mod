module pulumi-aks-elastic/sandbox/virtual-node

go 1.25.0

require (
	github.com/virtual-kubelet/virtual-kubelet v1.12.0
	k8s.io/api v0.35.4
	k8s.io/apimachinery v0.35.4
	k8s.io/client-go v0.35.4
)
