/** Who keeps the pod of an example from running on a virtual node of v1. */
export const Refuser = {
  /** The connector, or ACI itself: the pod is pending with reason ProviderFailed. */
  provider: "provider",
  /** The connector's library, which says nothing: the pod is pending without a reason. */
  library: "library",
  /** The scheduler: the pod is not bound to the virtual node. */
  scheduler: "scheduler",
  /** Nobody on a machine where no container runs. */
  reality: "reality",
} as const;
export type Refuser = (typeof Refuser)[keyof typeof Refuser];

type Members = Readonly<Record<string, unknown>>;

/** A template of a pod. */
export interface ExamplePod {
  readonly metadata: Members;
  readonly spec: Members;
}

/** A pod that a rule finds fault with, and the same pod put right. */
export interface PodExample {
  readonly rule: string;
  /** Where the rule finds it. */
  readonly path: string;
  readonly broken: ExamplePod;
  readonly fixed: ExamplePod;
  /** For an error on v1. */
  readonly refusedBy: Refuser;
}

const REQUESTS = { cpu: "1", memory: "1G" };

/** What every example is made from: a pod without findings on either generation. */
export function examplePod({ spec = {}, metadata = {}, ...container }: ExampleParts = {}): ExamplePod {
  return {
    metadata: { labels: { app: "example" }, ...metadata },
    spec: { containers: [exampleContainer(container)], automountServiceAccountToken: false, ...spec },
  };
}

export function exampleContainer(members: object = {}): Members {
  return { name: "web", image: "nginx", resources: { requests: REQUESTS }, ...members };
}

/** Members of the one container, beside those of the pod. */
interface ExampleParts extends Members {
  readonly spec?: Members;
  readonly metadata?: Members;
}

/** An example of a rule; where nothing else is said, it is put right by leaving the thing out. */
export function example(
  rule: string,
  path: string,
  { broken, fixed = {}, refusedBy = Refuser.provider }: ExampleText,
): PodExample {
  return { rule, path, broken: examplePod(broken), fixed: examplePod(fixed), refusedBy };
}

interface ExampleText {
  readonly broken: ExampleParts;
  readonly fixed?: ExampleParts;
  readonly refusedBy?: Refuser;
}
