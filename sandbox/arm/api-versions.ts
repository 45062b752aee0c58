const months = (year: number, ...days: readonly string[]): readonly string[] => days.map((day) => `${year}-${day}`);

// The versions that @pulumi/azure-native 3.28 lists for each module, and those that the official connector and SDKs send.

/** Microsoft.Network. */
export const NETWORK_VERSIONS = [
  ...months(2025, "07-01", "05-01", "03-01", "01-01"),
  ...months(2024, "10-01", "07-01", "05-01", "03-01", "01-01"),
  ...months(2023, "11-01", "09-01", "06-01", "05-01", "04-01", "02-01"),
  ...months(2022, "11-01", "09-01", "07-01", "05-01", "01-01"),
  ...months(2021, "08-01", "05-01", "03-01", "02-01"),
  ...months(2020, "11-01", "08-01", "07-01", "06-01", "05-01", "04-01", "03-01"),
];

/** Microsoft.ContainerService. */
export const CONTAINER_SERVICE_VERSIONS = [
  ...months(2026, "05-01", "04-01", "03-01", "02-01", "01-01"),
  ...months(2025, "10-01", "09-01", "08-01", "07-01", "05-01", "04-01", "03-01", "02-01", "01-01"),
  ...months(2024, "10-01", "09-01", "08-01", "07-01", "05-01", "02-01", "01-01"),
  ...months(2023, "11-01", "10-01", "09-01", "08-01", "07-01", "06-01", "05-01", "04-01", "03-01", "02-01", "01-01"),
];

/** Microsoft.ContainerInstance; the connector sends 2021-10-01. */
export const CONTAINER_INSTANCE_VERSIONS = [
  ...months(2026, "08-01-preview", "07-01", "06-01-preview"),
  "2025-09-01",
  ...months(2024, "11-01-preview", "10-01-preview", "09-01-preview", "05-01-preview"),
  "2023-05-01",
  ...months(2022, "10-01-preview", "09-01"),
  ...months(2021, "10-01", "09-01", "07-01", "03-01"),
];

/** Microsoft.StandbyPool. */
export const STANDBY_POOL_VERSIONS = [
  "2026-04-01",
  ...months(2025, "10-01", "03-01"),
  ...months(2024, "03-01", "03-01-preview"),
  "2023-12-01-preview",
];

/** Azure/azure-cli#21637 uses versions of both the provider and of Microsoft.Network to delete the link. */
export const SERVICE_ASSOCIATION_LINK_VERSIONS = [...CONTAINER_INSTANCE_VERSIONS, ...NETWORK_VERSIONS, "2018-10-01"];

/** Microsoft.Resources. */
export const RESOURCES_VERSIONS = [
  ...months(2025, "04-01", "03-01"),
  ...months(2024, "11-01", "07-01", "03-01"),
  "2023-07-01",
  ...months(2022, "12-01", "09-01"),
  ...months(2021, "04-01", "01-01"),
  ...months(2020, "10-01", "06-01", "01-01"),
];

/** Microsoft.ManagedIdentity. */
export const MANAGED_IDENTITY_VERSIONS = [
  ...months(2025, "05-31-preview", "01-31-preview"),
  "2024-11-30",
  ...months(2023, "07-31-preview", "01-31"),
  "2022-01-31-preview",
  "2018-11-30",
];

/** Microsoft.Authorization. */
export const AUTHORIZATION_VERSIONS = [
  ...months(2022, "05-01-preview", "04-01"),
  ...months(2020, "10-01-preview", "08-01-preview", "04-01-preview"),
  ...months(2018, "01-01-preview", "07-01"),
  "2015-07-01",
];

/** The private DNS zones of Microsoft.Network, which have versions of their own. */
export const PRIVATE_DNS_VERSIONS = ["2024-06-01", ...months(2020, "06-01", "01-01"), "2018-09-01"];

/** Microsoft.OperationalInsights. */
export const OPERATIONAL_INSIGHTS_VERSIONS = [
  ...months(2025, "07-01", "02-01"),
  "2023-09-01",
  "2022-10-01",
  "2021-06-01",
  ...months(2020, "10-01", "08-01"),
];

/** The data collection of Microsoft.Insights. */
export const MONITOR_VERSIONS = ["2024-03-11", "2023-03-11", "2022-06-01", "2021-09-01-preview", "2021-04-01"];

/** Microsoft.ContainerRegistry. */
export const CONTAINER_REGISTRY_VERSIONS = [
  ...months(2025, "11-01", "04-01"),
  ...months(2023, "07-01", "01-01-preview"),
  "2022-12-01",
  "2021-09-01",
  "2019-05-01",
];
