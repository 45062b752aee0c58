package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/virtual-kubelet/virtual-kubelet/errdefs"
)

const containerGroupAPIVersion = "2021-10-01"

// containerGroups is the collection of container groups in the node resource group.
type containerGroups struct {
	arm  *armClient
	path string
}

func newContainerGroups(arm *armClient, subscriptionID, resourceGroup string) containerGroups {
	path := fmt.Sprintf("/subscriptions/%s/resourceGroups/%s/providers/Microsoft.ContainerInstance/containerGroups",
		url.PathEscape(subscriptionID), url.PathEscape(resourceGroup))
	return containerGroups{arm: arm, path: path}
}

// containerGroupName is azure-aci's (pkg/client/client_apis.go containerGroupName). Two pods can share one: a-b/c
// and a/b-c.
func containerGroupName(namespace, pod string) string { return namespace + "-" + pod }

func (g containerGroups) resource(name string) string {
	return g.path + "/" + url.PathEscape(name) + "?api-version=" + containerGroupAPIVersion
}

// put does not wait for the long-running operation: ARM accepting it is what azure-aci calls created
// (client_apis.go CreateContainerGroup).
func (g containerGroups) put(ctx context.Context, group containerGroup) error {
	return g.arm.call(ctx, http.MethodPut, g.resource(group.Name), group, nil)
}

func (g containerGroups) get(ctx context.Context, name string) (*containerGroup, error) {
	var group containerGroup
	err := g.arm.call(ctx, http.MethodGet, g.resource(name), nil, &group)
	if hasStatus(err, http.StatusNotFound) {
		return nil, errdefs.NotFound("cg is not found")
	}
	if err != nil {
		return nil, err
	}
	return &group, nil
}

// delete does not wait for the long-running operation either (client_apis.go DeleteContainerGroup).
func (g containerGroups) delete(ctx context.Context, name string) error {
	return g.arm.call(ctx, http.MethodDelete, g.resource(name), nil, nil)
}

// list has no instance views; ARM gives them only one group at a time.
func (g containerGroups) list(ctx context.Context) ([]containerGroup, error) {
	var groups []containerGroup
	next := g.path + "?api-version=" + containerGroupAPIVersion
	for next != "" {
		var page struct {
			Value    []containerGroup `json:"value"`
			NextLink string           `json:"nextLink"`
		}
		if err := g.arm.call(ctx, http.MethodGet, next, nil, &page); err != nil {
			return nil, err
		}
		groups = append(groups, page.Value...)
		next = page.NextLink
	}
	return groups, nil
}
