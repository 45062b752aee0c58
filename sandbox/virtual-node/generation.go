package main

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
)

// generation is one of the two implementations of AKS virtual nodes.
type generation string

const (
	// The add-on: azure-aci, which talks to ACI for pods that never meet a kubelet.
	v1 generation = "v1"
	// The Helm chart https://github.com/microsoft/virtualnodesOnAzureContainerInstances: a kubelet of Kubernetes' own, under
	// which a container runtime interface makes container groups. What its documents don't say is as with v1; its sources
	// are not public.
	v2 generation = "v2"
)

func parseGeneration(text string) (generation, error) {
	switch g := generation(text); g {
	case v1, v2:
		return g, nil
	}
	return "", fmt.Errorf("--generation: must be v1 or v2; got %q", text)
}

// verifySurroundings fails where the virtual node can't start. A v2 node registers late while its identity has no rights
// on the container groups yet: its runtime interface crashes till then (Azure/azure-cleanroom, WaitForVN2NodeReady). It
// never delegates a subnet: its smallest role has no right on subnets but to join them (Docs/SecurityCustomizations.md).
func verifySurroundings(ctx context.Context, o options, arm *armClient) error {
	if o.generation == v2 {
		if _, err := newContainerGroups(arm, o.subscriptionID, o.resourceGroup).list(ctx); err != nil {
			return fmt.Errorf("error reading the container groups of resource group %s: %w", o.resourceGroup, err)
		}
		return nil
	}
	if !supportedRegion(o.location) {
		return fmt.Errorf("error creating provider: %w", unsupportedRegion(o.location))
	}
	if err := setUpSubnet(ctx, arm, o.subnet); err != nil {
		return fmt.Errorf("error creating provider: error setting up network: %w", err)
	}
	return nil
}

// groupOf is how pods of the generation become container groups.
func groupOf(o options, t translator, claims claimListers) func(*corev1.Pod) (containerGroup, error) {
	if o.generation == v1 {
		return t.containerGroup
	}
	return kubeletTranslator{translator: t, claims: claims, zones: o.zones, tags: o.customTags}.containerGroup
}
