import { RoleAssignment, type RoleAssignmentArgs } from "@pulumi/azure-native/authorization";
import {
  AgentPool,
  listManagedClusterUserCredentialsOutput,
  ManagedCluster,
  type ManagedClusterArgs,
} from "@pulumi/azure-native/containerservice";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { clusterNames } from "../sdk/cluster/cluster-names";
import { clusterNetworkSpec, type ClusterNetworkSpec } from "../sdk/cluster/cluster-network";
import { systemPoolSpec, userPoolSpec } from "../sdk/cluster/node-pool-spec";
import { Role, roleDefinitionId } from "../sdk/cluster/roles";
import { connectionOf, registerConnection } from "./cluster-ref";
import { agentPool, type NodePoolArgs } from "./node-pool";
import { decision, pick, resolve } from "./resolve";
