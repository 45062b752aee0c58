import { base, body, GROUP, IDENTITY, NETWORK, type BodyCase } from "./body-case";

export const computeBodies: readonly BodyCase[] = [
  {
    token: "azure-native:resources:ResourceGroup",
    inputs: base,
    id: GROUP,
    body,
  },
  {
    token: "azure-native:containerservice:ManagedCluster",
    inputs: {
      ...base,
      resourceName: "aks",
      dnsPrefix: "aks",
      sku: { name: "Base", tier: "Free" },
      identity: { type: "UserAssigned", userAssignedIdentities: [IDENTITY] },
      agentPoolProfiles: [
        { name: "system", mode: "System", count: 2, vmSize: "Standard_D2s_v5", type: "VirtualMachineScaleSets" },
      ],
      addonProfiles: { aciConnectorLinux: { enabled: true, config: { SubnetName: "aci" } } },
      networkProfile: { networkPlugin: "azure", serviceCidr: "10.2.0.0/16", dnsServiceIP: "10.2.0.10" },
      autoScalerProfile: { scaleDownDelayAfterAdd: "5m", expander: "least-waste", skipNodesWithSystemPods: "true" },
    },
    id: `${GROUP}/providers/Microsoft.ContainerService/managedClusters/aks`,
    body: {
      ...body,
      sku: { name: "Base", tier: "Free" },
      identity: { type: "UserAssigned", userAssignedIdentities: { [IDENTITY]: {} } },
      properties: {
        dnsPrefix: "aks",
        agentPoolProfiles: [
          { name: "system", mode: "System", count: 2, vmSize: "Standard_D2s_v5", type: "VirtualMachineScaleSets" },
        ],
        addonProfiles: { aciConnectorLinux: { enabled: true, config: { SubnetName: "aci" } } },
        networkProfile: { networkPlugin: "azure", serviceCidr: "10.2.0.0/16", dnsServiceIP: "10.2.0.10" },
        autoScalerProfile: {
          "scale-down-delay-after-add": "5m",
          expander: "least-waste",
          "skip-nodes-with-system-pods": "true",
        },
      },
    },
  },
  {
    token: "azure-native:containerservice:AgentPool",
    inputs: {
      resourceGroupName: "rg",
      resourceName: "aks",
      agentPoolName: "user",
      count: 3,
      tags: { team: "a" },
      type: "VirtualMachineScaleSets",
      vmSize: "Standard_D4s_v5",
      nodeTaints: ["only=batch:NoSchedule"],
    },
    id: `${GROUP}/providers/Microsoft.ContainerService/managedClusters/aks/agentPools/user`,
    body: {
      properties: {
        count: 3,
        tags: { team: "a" },
        type: "VirtualMachineScaleSets",
        vmSize: "Standard_D4s_v5",
        nodeTaints: ["only=batch:NoSchedule"],
      },
    },
  },
  {
    token: "azure-native:managedidentity:UserAssignedIdentity",
    inputs: { ...base, resourceName: "me" },
    id: IDENTITY,
    body,
  },
  {
    token: "azure-native:authorization:RoleAssignment",
    inputs: {
      scope: `${NETWORK}/virtualNetworks/net/subnets/aci`,
      roleAssignmentName: "0f4f5cbe-0b4c-4f05-8a1b-7d9a7f1f1a01",
      principalId: "7d9a7f1f-0b4c-4f05-8a1b-0f4f5cbe1a01",
      principalType: "ServicePrincipal",
      roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7",
    },
    id: `${NETWORK}/virtualNetworks/net/subnets/aci/providers/Microsoft.Authorization/roleAssignments/0f4f5cbe-0b4c-4f05-8a1b-7d9a7f1f1a01`,
    body: {
      properties: {
        principalId: "7d9a7f1f-0b4c-4f05-8a1b-0f4f5cbe1a01",
        principalType: "ServicePrincipal",
        roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7",
      },
    },
  },
  {
    token: "azure-native:authorization:RoleDefinition",
    inputs: {
      scope: GROUP,
      roleDefinitionId: "0f4f5cbe-0b4c-4f05-8a1b-7d9a7f1f1a01",
      roleName: "joins subnets",
      roleType: "CustomRole",
      permissions: [{ actions: ["Microsoft.Network/virtualNetworks/subnets/join/action"] }],
      assignableScopes: [GROUP],
    },
    id: `${GROUP}/providers/Microsoft.Authorization/roleDefinitions/0f4f5cbe-0b4c-4f05-8a1b-7d9a7f1f1a01`,
    body: {
      properties: {
        roleName: "joins subnets",
        type: "CustomRole",
        permissions: [{ actions: ["Microsoft.Network/virtualNetworks/subnets/join/action"] }],
        assignableScopes: [GROUP],
      },
    },
  },
];
