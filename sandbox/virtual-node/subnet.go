package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
)

const (
	subnetAPIVersion  = "2024-05-01"
	delegationService = "Microsoft.ContainerInstance/containerGroups"
	subnetWaitLimit   = 5 * time.Minute
	subnetWaitStep    = time.Second
)

type subnetID struct {
	id, subscription, resourceGroup, virtualNetwork, name string
}

var subnetIDForm = regexp.MustCompile(`(?i)^/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/Microsoft\.Network/virtualNetworks/([^/]+)/subnets/([^/]+)$`)

func parseSubnetID(id string) (subnetID, error) {
	parts := subnetIDForm.FindStringSubmatch(id)
	if parts == nil {
		return subnetID{}, fmt.Errorf("--subnet-id: must be the ARM id of a subnet; got %q", id)
	}
	return subnetID{id: id, subscription: parts[1], resourceGroup: parts[2], virtualNetwork: parts[3], name: parts[4]}, nil
}

func (s subnetID) resource() string { return s.id + "?api-version=" + subnetAPIVersion }

// subnet is the whole resource, so that putting it back loses nothing; see subnetProperties for what is read.
type subnet map[string]any

type subnetProperties struct {
	ProvisioningState string   `json:"provisioningState"`
	AddressPrefix     string   `json:"addressPrefix"`
	AddressPrefixes   []string `json:"addressPrefixes"`
	RouteTable        *struct {
		ID string `json:"id"`
	} `json:"routeTable"`
	ServiceAssociationLinks []struct {
		Name       string `json:"name"`
		Properties struct {
			LinkedResourceType string `json:"linkedResourceType"`
		} `json:"properties"`
	} `json:"serviceAssociationLinks"`
	Delegations []struct {
		Properties struct {
			ServiceName string `json:"serviceName"`
		} `json:"properties"`
	} `json:"delegations"`
}

// setUpSubnet makes sure that container groups can join the subnet, and delegates it where nobody has (azure-aci
// pkg/network/aci_network.go setupNetwork). The delegation shows as drift to a program that did not declare it.
func setUpSubnet(ctx context.Context, arm *armClient, id subnetID) error {
	current, err := readSubnet(ctx, arm, id)
	if err != nil {
		return err
	}
	var properties subnetProperties
	if err := convert(current["properties"], &properties); err != nil {
		return fmt.Errorf("error while looking up subnet: %w", err)
	}
	delegate, err := needsDelegation(id, properties)
	if err != nil || !delegate {
		return err
	}
	if err := addDelegation(ctx, arm, id, current); err != nil {
		return fmt.Errorf("error updating subnet: %w", err)
	}
	return nil
}

// The wording is azure-aci's (aci_network.go GetACISubnet).
func readSubnet(ctx context.Context, arm *armClient, id subnetID) (subnet, error) {
	var current subnet
	err := arm.call(ctx, http.MethodGet, id.resource(), nil, &current)
	if hasStatus(err, http.StatusNotFound) {
		return nil, fmt.Errorf("subnet '%s' is not found in vnet '%s' in resource group '%s' and subscription '%s' and subnet CIDR is not specified", id.name, id.virtualNetwork, id.resourceGroup, id.subscription)
	}
	if err != nil {
		return nil, fmt.Errorf("error while looking up subnet: %w", err)
	}
	return current, nil
}

// needsDelegation looks at the route table before the delegation, so that one is fatal even on a subnet that is
// delegated already (aci_network.go shouldCreateOrUpdateSubnet).
func needsDelegation(id subnetID, properties subnetProperties) (bool, error) {
	if properties.AddressPrefix == "" && len(properties.AddressPrefixes) == 0 {
		return false, fmt.Errorf("both AddressPrefix and AddressPrefixes field for subnet '%s' are empty or they have not been set", id.name)
	}
	if properties.RouteTable != nil {
		return false, fmt.Errorf("unable to delegate subnet '%s' to Azure Container Instance since it references the route table '%s'", id.name, properties.RouteTable.ID)
	}
	for _, link := range properties.ServiceAssociationLinks {
		if link.Properties.LinkedResourceType != delegationService {
			return false, fmt.Errorf("unable to delegate subnet '%s' to Azure Container Instance as it is used by other Azure resource: '%s'", id.name, link.Name)
		}
		return false, nil
	}
	for _, delegation := range properties.Delegations {
		if delegation.Properties.ServiceName == delegationService {
			return false, nil
		}
	}
	return true, nil
}

func addDelegation(ctx context.Context, arm *armClient, id subnetID, current subnet) error {
	properties, ok := current["properties"].(map[string]any)
	if !ok {
		return errors.New("the subnet has no properties")
	}
	delegations, _ := properties["delegations"].([]any)
	properties["delegations"] = append(delegations, map[string]any{
		"name": "aciDelegation",
		"properties": map[string]any{
			"serviceName": delegationService,
			"actions":     []string{"Microsoft.Network/virtualNetworks/subnets/action"},
		},
	})
	if err := arm.call(ctx, http.MethodPut, id.resource(), current, nil); err != nil {
		return err
	}
	return waitForSubnet(ctx, arm, id)
}

func waitForSubnet(ctx context.Context, arm *armClient, id subnetID) error {
	ctx, cancel := context.WithTimeout(ctx, subnetWaitLimit)
	defer cancel()
	for {
		var answer struct{ Properties subnetProperties }
		if err := arm.call(ctx, http.MethodGet, id.resource(), nil, &answer); err != nil {
			return fmt.Errorf("waiting for its delegation: %w", err)
		}
		switch state := answer.Properties.ProvisioningState; {
		case state == "" || strings.EqualFold(state, "Succeeded"):
			return nil
		case strings.EqualFold(state, "Failed") || strings.EqualFold(state, "Canceled"):
			return fmt.Errorf("delegating it ended in provisioning state %s", state)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for its delegation: %w", ctx.Err())
		case <-time.After(subnetWaitStep):
		}
	}
}

func convert(from, to any) error {
	encoded, err := json.Marshal(from)
	if err != nil {
		return err
	}
	return json.Unmarshal(encoded, to)
}
