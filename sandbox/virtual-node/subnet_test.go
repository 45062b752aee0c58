package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

const (
	subnetPath = "/subscriptions/s/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/aci"
	otherLink  = `"serviceAssociationLinks":[{"name":"legion","properties":{"linkedResourceType":"Microsoft.Web/serverFarms"}}]`
	aciLink    = `"serviceAssociationLinks":[{"name":"default","properties":{"linkedResourceType":"Microsoft.ContainerInstance/containerGroups"}}]`
	delegated  = `"delegations":[{"name":"d","properties":{"serviceName":"Microsoft.ContainerInstance/containerGroups"}}]`
)

func TestSubnetsAtTheStart(t *testing.T) {
	body := func(properties string) func(http.ResponseWriter) {
		return answer(http.StatusOK, `{"id":"`+subnetPath+`","name":"aci","etag":"W/1","properties":{"addressPrefix":"10.1.0.0/16",`+properties+`}}`)
	}
	for title, c := range map[string]struct {
		answer    func(http.ResponseWriter)
		message   string
		delegates bool
	}{
		"delegated":               {body(delegated), "", false},
		"in use by ACI":           {body(aciLink), "", false},
		"not delegated":           {body(`"natGateway":{"id":"/nat"}`), "", true},
		"delegated to others too": {body(`"delegations":[{"name":"x","properties":{"serviceName":"Microsoft.Web/serverFarms"}}]`), "", true},
		"with a route table":      {body(delegated + `,"routeTable":{"id":"/rt"}`), "unable to delegate subnet 'aci' to Azure Container Instance since it references the route table '/rt'", false},
		"in use by others":        {body(otherLink), "unable to delegate subnet 'aci' to Azure Container Instance as it is used by other Azure resource: 'legion'", false},
		"without addresses":       {answer(http.StatusOK, `{"properties":{}}`), "both AddressPrefix and AddressPrefixes field for subnet 'aci' are empty or they have not been set", false},
		"absent":                  {answer(http.StatusNotFound, `{}`), "subnet 'aci' is not found in vnet 'v' in resource group 'net' and subscription 's' and subnet CIDR is not specified", false},
		"forbidden":               {answer(http.StatusForbidden, `{"error":{"code":"AuthorizationFailed"}}`), "error while looking up subnet: GET ", false},
	} {
		t.Run(title, func(t *testing.T) {
			double, client, _ := startDouble(t, map[string]func(http.ResponseWriter){
				"GET " + subnetPath: c.answer, "PUT " + subnetPath: answer(http.StatusOK, `{}`),
			})
			id, err := parseSubnetID(subnetPath)
			if err != nil {
				t.Fatal(err)
			}
			err = setUpSubnet(background, client, id)
			if (c.message == "") != (err == nil) || !strings.HasPrefix(messageOf(err), c.message) {
				t.Errorf("got %v", err)
			}
			if sent := double.bodies["PUT "+subnetPath]; c.delegates != (sent != "") {
				t.Errorf("sent %q", sent)
			}
		})
	}
}

func TestAddingTheDelegationKeepsTheRestOfTheSubnet(t *testing.T) {
	double, client, _ := startDouble(t, map[string]func(http.ResponseWriter){
		"GET " + subnetPath: answer(http.StatusOK, `{"name":"aci","properties":{"addressPrefixes":["10.1.0.0/16"],"natGateway":{"id":"/nat"},"future":{"x":1}}}`),
		"PUT " + subnetPath: answer(http.StatusCreated, `{}`),
	})
	id, _ := parseSubnetID(subnetPath)
	if err := setUpSubnet(background, client, id); err != nil {
		t.Fatal(err)
	}
	equalJSON(t, double.bodies["PUT "+subnetPath], `{"name":"aci","properties":{
		"addressPrefixes":["10.1.0.0/16"],"natGateway":{"id":"/nat"},"future":{"x":1},
		"delegations":[{"name":"aciDelegation","properties":{
			"serviceName":"Microsoft.ContainerInstance/containerGroups",
			"actions":["Microsoft.Network/virtualNetworks/subnets/action"]}}]}}`)
}

func TestAFailedDelegationIsFatal(t *testing.T) {
	_, client, _ := startDouble(t, map[string]func(http.ResponseWriter){
		"GET " + subnetPath: answer(http.StatusOK, `{"properties":{"addressPrefix":"10.1.0.0/16"}}`),
		"PUT " + subnetPath: answer(http.StatusForbidden, `{"error":{"code":"AuthorizationFailed","message":"no"}}`),
	})
	id, _ := parseSubnetID(subnetPath)
	if err := setUpSubnet(background, client, id); err == nil || !strings.HasPrefix(err.Error(), "error updating subnet: PUT ") {
		t.Errorf("got %v", err)
	}
}

func TestSubnetIDsThatAreNone(t *testing.T) {
	for _, id := range []string{"", "aci", strings.TrimSuffix(subnetPath, "/subnets/aci"), subnetPath + "/x"} {
		if _, err := parseSubnetID(id); err == nil {
			t.Errorf("%q passed", id)
		}
	}
	id, err := parseSubnetID(strings.ToLower(subnetPath))
	if encoded, _ := json.Marshal(id.name); err != nil || string(encoded) != `"aci"` {
		t.Errorf("got %+v, %v", id, err)
	}
}
