import { base, body, GROUP, IDENTITY, NETWORK, type BodyCase } from "./body-case";

const INSTANCES = `${GROUP}/providers/Microsoft.ContainerInstance`;
const PROFILE = `${INSTANCES}/containerGroupProfiles/web`;
const SUBNET = `${NETWORK}/virtualNetworks/net/subnets/aci`;
const BALANCER = `${NETWORK}/loadBalancers/lb`;
const POOL = `${BALANCER}/backendAddressPools/web`;

export const containerBodies: readonly BodyCase[] = [
  {
    token: "azure-native:containerinstance:ContainerGroup",
    inputs: {
      ...base,
      containerGroupName: "web",
      zones: ["1"],
      osType: "Linux",
      restartPolicy: "Always",
      priority: "Regular",
      identity: { type: "UserAssigned", userAssignedIdentities: [IDENTITY] },
      containers: [
        {
          name: "web",
          image: "nginx",
          ports: [{ port: 80 }],
          resources: { requests: { cpu: 1, memoryInGB: 2 } },
          environmentVariables: [{ name: "TOKEN", secureValue: "hush" }],
          livenessProbe: { httpGet: { path: "/", port: 80 }, periodSeconds: 5 },
          readinessProbe: { exec: { command: ["true"] } },
          volumeMounts: [{ name: "share", mountPath: "/share" }],
        },
      ],
      imageRegistryCredentials: [{ server: "registry.example", username: "me", password: "hush" }],
      initContainers: [{ name: "init", image: "busybox", command: ["true"] }],
      diagnostics: { logAnalytics: { workspaceId: "id", workspaceKey: "hush" } },
      subnetIds: [{ id: SUBNET }],
      volumes: [
        { name: "scratch", emptyDir: {} },
        { name: "share", azureFile: { shareName: "s", storageAccountName: "a", storageAccountKey: "hush" } },
      ],
    },
    id: `${INSTANCES}/containerGroups/web`,
    body: {
      ...body,
      zones: ["1"],
      identity: { type: "UserAssigned", userAssignedIdentities: { [IDENTITY]: {} } },
      properties: {
        osType: "Linux",
        restartPolicy: "Always",
        priority: "Regular",
        containers: [
          {
            name: "web",
            properties: {
              image: "nginx",
              ports: [{ port: 80 }],
              resources: { requests: { cpu: 1, memoryInGB: 2 } },
              environmentVariables: [{ name: "TOKEN", secureValue: "hush" }],
              livenessProbe: { httpGet: { path: "/", port: 80 }, periodSeconds: 5 },
              readinessProbe: { exec: { command: ["true"] } },
              volumeMounts: [{ name: "share", mountPath: "/share" }],
            },
          },
        ],
        imageRegistryCredentials: [{ server: "registry.example", username: "me", password: "hush" }],
        initContainers: [{ name: "init", properties: { image: "busybox", command: ["true"] } }],
        diagnostics: { logAnalytics: { workspaceId: "id", workspaceKey: "hush" } },
        subnetIds: [{ id: SUBNET }],
        volumes: [
          { name: "scratch", emptyDir: {} },
          { name: "share", azureFile: { shareName: "s", storageAccountName: "a", storageAccountKey: "hush" } },
        ],
      },
    },
  },
  {
    token: "azure-native:containerinstance:ContainerGroupProfile",
    inputs: {
      ...base,
      containerGroupProfileName: "web",
      osType: "Linux",
      restartPolicy: "Always",
      containers: [{ name: "web", image: "nginx", resources: { requests: { cpu: 1, memoryInGB: 2 } } }],
      ipAddress: { type: "Private", ports: [{ port: 80, protocol: "TCP" }] },
    },
    id: PROFILE,
    body: {
      ...body,
      properties: {
        osType: "Linux",
        restartPolicy: "Always",
        containers: [
          { name: "web", properties: { image: "nginx", resources: { requests: { cpu: 1, memoryInGB: 2 } } } },
        ],
        ipAddress: { type: "Private", ports: [{ port: 80, protocol: "TCP" }] },
      },
    },
  },
  {
    token: "azure-native:containerinstance:NGroup",
    inputs: {
      ...base,
      ngroupsName: "web",
      zones: ["1", "2"],
      identity: { type: "UserAssigned", userAssignedIdentities: [IDENTITY] },
      elasticProfile: {
        desiredCount: 3,
        maintainDesiredCount: true,
        containerGroupNamingPolicy: { guidNamingPolicy: { prefix: "web-" } },
      },
      containerGroupProfiles: [
        {
          resource: { id: PROFILE },
          revision: 2,
          containerGroupProperties: {
            subnetIds: [{ id: SUBNET, name: "aci" }],
            containers: [{ name: "web", properties: { volumeMounts: [{ name: "share", mountPath: "/share" }] } }],
            volumes: [{ name: "share", azureFile: { shareName: "s", storageAccountName: "a" } }],
          },
          networkProfile: { loadBalancer: { backendAddressPools: [{ resource: POOL }] } },
        },
      ],
      updateProfile: {
        updateMode: "Rolling",
        rollingUpdateProfile: { maxBatchPercent: 50, maxUnhealthyPercent: 0, pauseTimeBetweenBatches: "PT30S" },
      },
    },
    id: `${INSTANCES}/ngroups/web`,
    body: {
      ...body,
      zones: ["1", "2"],
      identity: { type: "UserAssigned", userAssignedIdentities: { [IDENTITY]: {} } },
      properties: {
        elasticProfile: {
          desiredCount: 3,
          maintainDesiredCount: true,
          containerGroupNamingPolicy: { guidNamingPolicy: { prefix: "web-" } },
        },
        containerGroupProfiles: [
          {
            resource: { id: PROFILE },
            revision: 2,
            containerGroupProperties: {
              subnetIds: [{ id: SUBNET, name: "aci" }],
              containers: [{ name: "web", properties: { volumeMounts: [{ name: "share", mountPath: "/share" }] } }],
              volumes: [{ name: "share", azureFile: { shareName: "s", storageAccountName: "a" } }],
            },
            networkProfile: { loadBalancer: { backendAddressPools: [{ resource: POOL }] } },
          },
        ],
        updateProfile: {
          updateMode: "Rolling",
          rollingUpdateProfile: { maxBatchPercent: 50, maxUnhealthyPercent: 0, pauseTimeBetweenBatches: "PT30S" },
        },
      },
    },
  },
  {
    token: "azure-native:standbypool:StandbyContainerGroupPool",
    inputs: {
      ...base,
      standbyContainerGroupPoolName: "ready",
      elasticityProfile: { maxReadyCapacity: 3, refillPolicy: "always" },
      containerGroupProperties: { containerGroupProfile: { id: PROFILE, revision: 1 }, subnetIds: [{ id: SUBNET }] },
    },
    id: `${GROUP}/providers/Microsoft.StandbyPool/standbyContainerGroupPools/ready`,
    body: {
      ...body,
      properties: {
        elasticityProfile: { maxReadyCapacity: 3, refillPolicy: "always" },
        containerGroupProperties: { containerGroupProfile: { id: PROFILE, revision: 1 }, subnetIds: [{ id: SUBNET }] },
      },
    },
  },
];
