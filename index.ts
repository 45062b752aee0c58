export type { ClusterRef } from "./components/cluster-ref";
export type {
  AutoscaleArgs,
  PrometheusArgs,
  ServiceBusQueueArgs,
  TriggerArgs,
  WorkloadIdentityArgs,
} from "./components/autoscale/args";
export { ContainerInstance } from "./components/container-instance";
export type { ContainerInstanceArgs } from "./components/container-instance/args";
export { ContainerInstanceService } from "./components/container-instance-service";
export type {
  ContainerInstanceServiceArgs,
  FleetUpgradeArgs,
  PrivateDnsArgs,
  ScheduleArgs,
  StandbyPoolArgs,
} from "./components/container-instance-service/args";
export type {
  AzureFileArgs,
  ContainerPortArgs,
  ContainerVolumeArgs,
  GitRepoArgs,
  GroupIdentityArgs,
  InitContainerArgs,
  LogWorkspaceArgs,
  RegistryCredentialArgs,
  SidecarArgs,
} from "./components/container-group/part-args";
export { ElasticService } from "./components/elastic-service";
export type { ElasticServiceArgs, IngressArgs, ResourcesArgs } from "./components/elastic-service/args";
export type { FailoverArgs, FailoverProbeArgs } from "./components/elastic-service/failover-args";
export type { Failover } from "./components/dynamic/failover";
export type { ProbeArgs } from "./components/elastic-service/probe-args";
export type { AciQuotaArgs, TierArgs } from "./components/elastic-service/tier-args";
export type { UpgradeArgs } from "./components/elastic-service/upgrade-args";
export type { FailoverAgentArgs } from "./components/failover-agent/args";
export type { NodePoolArgs, SpotArgs, UserPoolArgs } from "./components/node-pool";
export type { EntraIdArgs, PrivateClusterArgs } from "./components/cluster/access-args";
export type { VirtualNodeClusterArgs } from "./components/cluster/args";
export type { ClusterIdentityArgs } from "./components/cluster/identity";
export type { MaintenanceWindowArgs } from "./components/cluster/maintenance";
export type { MonitoringArgs } from "./components/cluster/monitoring";
export { healthyBefore, type HealthGateOptions } from "./components/health-gate";
export type { NetworkRef } from "./components/network-ref";
export { VirtualNodeCluster } from "./components/virtual-node-cluster";
export type { VirtualNodeNetworkArgs } from "./components/network/args";
export type { AdditionalSubnetLayout, NetworkLayout } from "./components/network/layout";
export type {
  AdditionalSubnetArgs,
  InboundRuleArgs,
  NetworkNatGatewayArgs,
  NetworkSecurityArgs,
} from "./components/network/part-args";
export type { ServiceRef } from "./components/service-ref";
export type { VirtualNodeArgs } from "./components/virtual-node/args";
export { VirtualNodeNetwork } from "./components/virtual-node-network";
export { ArgumentError, type ArgumentProblem } from "./sdk/argument-error";
export { KubeloginMode } from "./sdk/cluster/cluster-access";
export { ClusterTier } from "./sdk/cluster/cluster-features";
export { ClusterIdentityType } from "./sdk/cluster/cluster-identity";
export { clusterSummary, type ClusterFacts, type PoolFacts } from "./sdk/cluster/cluster-summary";
export { NodeOsUpgradeChannel, UpgradeChannel, WeekDay } from "./sdk/cluster/cluster-upgrades";
export {
  COMPATIBILITY,
  incompatibilities,
  type CompatibilityRule,
  type Incompatibility,
} from "./sdk/cluster/compatibility";
export { OsDiskType } from "./sdk/cluster/node-pool-spec";
export { EvictionPolicy } from "./sdk/cluster/spot-pool-spec";
export { checkGroup, type GroupFinding } from "./sdk/containers/check-group";
export { FleetExposure } from "./sdk/containers/fleet-access";
export { fleetSpec, type FleetArgs, type FleetSpec } from "./sdk/containers/fleet-spec";
export { FleetUpgradeStrategy, Orchestration } from "./sdk/containers/fleet-upgrade";
export { ContainerExposure, ContainerPriority, PortProtocol, RestartPolicy } from "./sdk/containers/group-args";
export { containerGroupSpec, type ContainerGroupSpec } from "./sdk/containers/group-spec";
export { fleetSummary, planFleet, type FleetGroup, type FleetPlan } from "./sdk/containers/plan-fleet";
export { decide } from "./sdk/failover/decide";
export { FailoverAction, type FailoverDecision, type FailoverStep, type TierHealth } from "./sdk/failover/decision";
export { EndpointScheme } from "./sdk/failover/endpoint-probe";
export { failoverSpec, type FailoverSpec } from "./sdk/failover/failover-spec";
export type { FailoverObservation } from "./sdk/failover/observation";
export type { ServiceHealth, TierReport } from "./sdk/failover/service-health";
export { failoverTarget, type FailoverTarget, type FailoverTargetArgs } from "./sdk/failover/target";
export { planAddresses, type AddressPlan } from "./sdk/network/address-plan";
export { formatCidr, type Cidr } from "./sdk/network/cidr";
export { networkRanges, type NetworkRanges } from "./sdk/network/network-layout";
export { networkSpec, type NetworkArgs, type NetworkSpec, type SubnetSpec } from "./sdk/network/network-spec";
export { SecurityProtocol } from "./sdk/network/security-rules";
export { SubnetDelegation } from "./sdk/network/subnet-delegation";
export { nodeSelection, type NodeSelection, type TierNodes } from "./sdk/placement/node-selection";
export { placementSummary, planPlacement, type PlacementPlan } from "./sdk/placement/plan-placement";
export { placementSpec, type PlacementArgs, type PlacementSpec, type TierSpec } from "./sdk/placement/placement-spec";
export { DEFAULT_ACI_QUOTA, type AciQuota } from "./sdk/placement/aci-quota";
export { type Tier, TierKind } from "./sdk/placement/tier";
export {
  deploymentAnnotations,
  deploymentManifest,
  type DeploymentContent,
  type DeploymentManifest,
} from "./sdk/pods/deployment";
export { mergeTemplate } from "./sdk/pods/merge-template";
export { podSpec, type PodArgs, type PodSpec, Spread } from "./sdk/pods/pod-spec";
export { podTemplateManifest, type PodTemplateManifest } from "./sdk/pods/pod-template";
export { ProbeScheme, type ProbeSpec } from "./sdk/pods/probe";
export {
  ExternalTrafficPolicy,
  Exposure,
  serviceManifest,
  serviceSpec,
  type ServiceManifest,
  type ServiceSpec,
} from "./sdk/pods/service";
export { checkPod, findingLines, runsOnVirtualNode, vmOnlyReasons, type PodFinding } from "./sdk/pods/check-pod";
export { adaptPod, type AdaptedPod, type PodChange } from "./sdk/pods/adapt-pod";
export { PodSeverity } from "./sdk/pods/rules/rule";
export { AutoscaleEngine } from "./sdk/scaling/autoscale-spec";
export { planScaling, type ScaledTier, type ScalingPlan } from "./sdk/scaling/plan-scaling";
export { scalingSpec, type ScalingArgs, type ScalingSpec } from "./sdk/scaling/scaling-spec";
export { planRollout, type RolloutPlan } from "./sdk/upgrade/rollout-plan";
export { rolloutSpec, type RolloutSpec } from "./sdk/upgrade/rollout-spec";
export { upgradeSpec, UpgradeStrategy, type UpgradeSpec } from "./sdk/upgrade/upgrade-spec";
export { UnfitPod } from "./sdk/pods/unfit-pod";
export { VirtualNodeGeneration } from "./sdk/virtual-node/generation";
export { ConnectorRole } from "./sdk/virtual-node/virtual-node-spec";
export { CAPABILITIES, CAPABILITY_TOPICS, capability, type CapabilityId } from "./sdk/virtual-node/capabilities";
export {
  Support,
  type Capability,
  type GenerationSupport,
  type Source,
} from "./sdk/virtual-node/capabilities/capability";
export {
  virtualNodeSelectorSpec,
  type VirtualNodeSelectorArgs,
  type VirtualNodeSelectorSpec,
} from "./sdk/virtual-node/virtual-node-selector";
