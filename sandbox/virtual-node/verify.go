package main

import "fmt"

// verifyGroup refuses a group that cannot be a pod of this node, or that ARM has not filled in yet (azure-aci
// pkg/validation/validator.go ValidateContainerGroup, pkg/client/client_apis.go GetContainerGroupInfo).
func verifyGroup(group *containerGroup, nodeName string) error {
	switch properties := group.Properties; {
	case properties == nil:
		return fmt.Errorf("container group properties cannot be nil, name: %s", group.Name)
	case properties.Containers == nil:
		return fmt.Errorf("containers list cannot be nil for container group %s", group.Name)
	case group.Tags == nil:
		return fmt.Errorf("tags list cannot be nil for container group %s", group.Name)
	case properties.InstanceView == nil:
		return fmt.Errorf("InstanceView cannot be nil for container group %s", group.Name)
	case properties.InstanceView.State == "":
		return fmt.Errorf("InstanceView state cannot be nil for container group %s", group.Name)
	case group.Tags[nodeNameTag] != nodeName:
		return fmt.Errorf("container group %s found with mismatching node", group.Name)
	}
	return nil
}

// verifyContainers refuses a group whose containers have not started; its pod then keeps the status it has
// (validator.go ValidateContainer).
func verifyContainers(group *containerGroup) error {
	for _, c := range group.Properties.Containers {
		switch {
		case c.Properties == nil:
			return fmt.Errorf("container %s properties cannot be nil", c.Name)
		case c.Properties.InstanceView == nil:
			return fmt.Errorf("container %s properties InstanceView cannot be nil", c.Name)
		case c.Properties.InstanceView.CurrentState == nil:
			return fmt.Errorf("container %s properties CurrentState cannot be nil", c.Name)
		case c.Properties.InstanceView.CurrentState.StartTime == nil:
			return fmt.Errorf("container %s properties CurrentState StartTime cannot be nil", c.Name)
		}
	}
	return nil
}
