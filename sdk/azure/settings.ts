/** How azure-native is told who deploys, and to which cloud. Absent where neither its configuration nor the environment says. */
export interface AzureSettings {
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly clientCertificatePath?: string;
  readonly clientCertificatePassword?: string;
  readonly tenantId?: string;
  readonly subscriptionId?: string;
  readonly oidcAudience?: string;
  readonly oidcToken?: string;
  readonly oidcTokenFilePath?: string;
  readonly oidcRequestToken?: string;
  readonly oidcRequestUrl?: string;
  readonly environment?: string;
  readonly metadataHost?: string;
  readonly useOidc: boolean;
  readonly useMsi: boolean;
  readonly useDefaultAzureCredential: boolean;
  readonly disableInstanceDiscovery: boolean;
}

/**
 * The environment variables that stand in for each key of `azure-native:*`, in their order.
 *
 * @see https://www.pulumi.com/registry/packages/azure-native/installation-configuration
 */
const TEXTS = {
  clientId: ["ARM_CLIENT_ID"],
  clientSecret: ["ARM_CLIENT_SECRET"],
  clientCertificatePath: ["ARM_CLIENT_CERTIFICATE_PATH"],
  clientCertificatePassword: ["ARM_CLIENT_CERTIFICATE_PASSWORD"],
  tenantId: ["ARM_TENANT_ID"],
  subscriptionId: ["ARM_SUBSCRIPTION_ID"],
  oidcAudience: ["ARM_OIDC_AUDIENCE"],
  oidcToken: ["ARM_OIDC_TOKEN"],
  oidcTokenFilePath: ["ARM_OIDC_TOKEN_FILE_PATH"],
  oidcRequestToken: ["ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"],
  oidcRequestUrl: ["ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL"],
  environment: ["ARM_ENVIRONMENT", "AZURE_ENVIRONMENT"],
  metadataHost: ["ARM_METADATA_HOSTNAME"],
} as const;

const SWITCHES = {
  useOidc: "ARM_USE_OIDC",
  useMsi: "ARM_USE_MSI",
  useDefaultAzureCredential: "ARM_USE_DEFAULT_AZURE_CREDENTIAL",
  disableInstanceDiscovery: "ARM_DISABLE_INSTANCE_DISCOVERY",
} as const;

/** Where settings come from. */
export interface SettingsSource {
  /** The stack's configuration. @default - there is no stack */
  readonly config?: { get(key: string): string | undefined };
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Reads the settings where azure-native does: the stack's configuration first, then the environment. */
export function azureSettings({ config, environment }: SettingsSource): AzureSettings {
  const setting = (key: string, variables: readonly string[]): string | undefined =>
    [config?.get(`azure-native:${key}`), ...variables.map((variable) => environment[variable])].find(Boolean);
  const texts = Object.entries(TEXTS).flatMap(([key, variables]) => {
    const text = setting(key, variables);
    return text === undefined ? [] : [[key, text] as const];
  });
  const isOn = (key: keyof typeof SWITCHES): boolean => setting(key, [SWITCHES[key]]) === "true";
  return {
    ...(Object.fromEntries(texts) as { [Key in keyof typeof TEXTS]?: string }),
    useOidc: isOn("useOidc"),
    useMsi: isOn("useMsi"),
    useDefaultAzureCredential: isOn("useDefaultAzureCredential"),
    disableInstanceDiscovery: isOn("disableInstanceDiscovery"),
  };
}

/** How a user writes a setting, such as `azure-native:clientId (ARM_CLIENT_ID)`. */
export function settingName(
  key: keyof typeof TEXTS | Exclude<keyof typeof SWITCHES, "disableInstanceDiscovery">,
): string {
  const variables = key in TEXTS ? TEXTS[key as keyof typeof TEXTS] : [SWITCHES[key as keyof typeof SWITCHES]];
  return `azure-native:${key} (${variables.join(" or ")})`;
}
