import type { WorkloadIdentitySpec } from "./trigger";

/** The spec of a TriggerAuthentication of `keda.sh/v1alpha1`. */
export interface TriggerAuthenticationManifest {
  readonly podIdentity: {
    readonly provider: "azure-workload";
    readonly identityId?: string;
    readonly identityTenantId?: string;
  };
}

/**
 * KEDA signs in to Azure by workload identity, without a secret: by its own identity, or by another that trusts KEDA's
 * service account.
 *
 * @see https://learn.microsoft.com/azure/aks/keda-workload-identity
 */
export function triggerAuthenticationManifest({
  clientId,
  tenantId,
}: WorkloadIdentitySpec): TriggerAuthenticationManifest {
  return {
    podIdentity: {
      provider: "azure-workload",
      ...(clientId === undefined ? {} : { identityId: clientId }),
      ...(tenantId === undefined ? {} : { identityTenantId: tenantId }),
    },
  };
}
