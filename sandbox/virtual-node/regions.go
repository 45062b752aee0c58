package main

import (
	"fmt"
	"slices"
	"strings"
)

// The regions that v1.6.4 knows; in any other one the connector does not start (azure-aci aci.go validAciRegions).
var regions = strings.Fields(`
	australiacentral australiacentral2 australiaeast australiasoutheast brazilsouth canadacentral canadaeast
	centralindia centralus centraluseuap chinaeast2 chinaeast3 chinanorth3 eastasia eastus eastus2 eastus2euap
	francecentral francesouth germanynorth germanywestcentral japaneast japanwest jioindiawest israelcentral
	italynorth koreacentral koreasouth northcentralus northeurope norwayeast norwaywest polandcentral
	qatarcentral southafricanorth southafricawest southcentralus southindia southeastasia swedencentral
	swedensouth switzerlandnorth switzerlandwest uaenorth uksouth ukwest westcentralus westeurope westindia
	westus westus2 westus3 usgovvirginia usgovarizona`)

// supportedRegion takes a region's name or its display name, such as "West Europe" (aci.go isValidACIRegion).
func supportedRegion(location string) bool {
	return slices.Contains(regions, strings.ReplaceAll(strings.ToLower(location), " ", ""))
}

func unsupportedRegion(location string) error {
	return fmt.Errorf("Region %s is invalid. Current supported regions are: %s", location, strings.Join(regions, ", "))
}
