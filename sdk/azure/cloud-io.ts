import type { AzureSettings } from "./settings";
import { httpJson } from "./http-io";

/** Where a cloud signs people in and manages resources. */
export interface AzureCloud {
  /** Such as `https://login.microsoftonline.com`, without a trailing slash. */
  readonly authorityHost: string;
  /** Such as `https://management.azure.com`, without a trailing slash. */
  readonly resourceManager: string;
  /** What a token for the resource manager is asked for. */
  readonly scope: string;
  /** Whether Microsoft's own list of clouds knows the authority. */
  readonly isListed: boolean;
}

/** @see https://github.com/Azure/azure-sdk-for-go/blob/main/sdk/azcore/cloud/cloud.go */
const CLOUDS = {
  public: listed("https://login.microsoftonline.com", "https://management.azure.com"),
  usgovernment: listed("https://login.microsoftonline.us", "https://management.usgovcloudapi.net"),
  china: listed("https://login.chinacloudapi.cn", "https://management.chinacloudapi.cn"),
} as const;

const METADATA_VERSION = "2022-09-01";

/**
 * The cloud that the settings name: by the host of its metadata service, else by its name.
 *
 * @see Pulumi's blog, "Azure Native 3.8: Unified Credentials and Private Clouds"
 * @throws Error where there is no such cloud, or its metadata service does not say where it is.
 */
export async function azureCloud({ metadataHost, environment }: AzureSettings): Promise<AzureCloud> {
  if (metadataHost !== undefined) return describedCloud(metadataHost);
  if (environment === undefined) return CLOUDS.public;
  // `public`, `AzureCloud`, `AzurePublicCloud`; `usgovernment`, `AzureUSGovernmentCloud`: all of them are in use.
  const name = environment.toLowerCase().replace(/^azure|cloud$/g, "") || "public";
  const cloud = Object.entries(CLOUDS).find(([known]) => known === name)?.[1];
  if (cloud) return cloud;
  const known = Object.keys(CLOUDS).join(", ");
  throw new Error(
    `find the Azure cloud "${environment}" (azure-native:environment, ARM_ENVIRONMENT): there is none of that name; ` +
      `use ${known}, or name the host of its metadata service (azure-native:metadataHost, ARM_METADATA_HOSTNAME)`,
  );
}

async function describedCloud(host: string): Promise<AzureCloud> {
  const url = `https://${host}/metadata/endpoints?api-version=${METADATA_VERSION}`;
  const described = (await httpJson({ url, operation: `find the Azure cloud of the metadata host ${host}` })) as {
    readonly authentication?: { readonly loginEndpoint?: string; readonly audiences?: readonly string[] };
    readonly resourceManager?: string;
  };
  const { authentication, resourceManager } = described;
  const [audience] = authentication?.audiences ?? [];
  if (authentication?.loginEndpoint === undefined || resourceManager === undefined || audience === undefined) {
    throw new Error(
      `find the Azure cloud of the metadata host ${host}: its answer names no loginEndpoint, resourceManager or audience; ` +
        `see whether ${url} is a metadata service of Azure`,
    );
  }
  const authorityHost = withoutSlash(authentication.loginEndpoint);
  return {
    authorityHost,
    resourceManager: withoutSlash(resourceManager),
    scope: `${withoutSlash(audience)}/.default`,
    isListed: Object.values(CLOUDS).some((cloud) => cloud.authorityHost === authorityHost),
  };
}

function listed(authorityHost: string, resourceManager: string): AzureCloud {
  return { authorityHost, resourceManager, scope: `${resourceManager}/.default`, isListed: true };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
