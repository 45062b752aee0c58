import type { PodObject } from "../virtual-node/cluster-objects";

/** What is read of the pods of a canary. */
export interface CanaryPod extends PodObject {
  readonly metadata: PodObject["metadata"] & {
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: { readonly nodeName?: string };
  readonly status?: PodObject["status"] & { readonly reason?: string; readonly message?: string };
}

/** What is read of a Deployment. */
export interface DeploymentObject {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
  };
}

/** What is read of an Event. */
export interface EventObject {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly series?: { readonly count?: number } | null;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}
