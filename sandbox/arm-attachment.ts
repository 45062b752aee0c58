import { authorityFile } from "./environment";
import type { SandboxPaths, SandboxState } from "./state";

/** How to reach the sandbox's Azure, and as whom: what `az login` would settle. */
export interface ArmAttachment {
  readonly url: string;
  /** Certificate of the authority that signs the server's certificate, PEM. */
  readonly caFile: string;
  /** Where client credentials are changed for a bearer token. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly subscriptionId: string;
  readonly tenantId: string;
}

export function armAttachment(paths: SandboxPaths, state: SandboxState, url: string): ArmAttachment {
  const { clientId, clientSecret, subscriptionId, tenantId } = state;
  const tokenUrl = `${url}/${tenantId}/oauth2/v2.0/token`;
  return { url, caFile: authorityFile(paths), tokenUrl, clientId, clientSecret, subscriptionId, tenantId };
}
