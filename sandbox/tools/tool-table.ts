import type { VersionRange } from "./versions";

/** Something that the sandbox runs or applies, and that is made from its Go module where none good enough is installed. */
export type Tool = GoProgram | ModuleDefinitions;

interface PinnedByModule {
  /** The name of its file. */
  readonly name: ToolName;
  /** The Go module that pins it and all that it is built from, relative to the package's root. */
  readonly directory: string;
  /**
   * The module whose required version is the tool's.
   *
   * @default - the tool's own sources are in `directory`, and it has no version of its own
   */
  readonly module?: string;
}

/** A program that is built. */
export interface GoProgram extends PinnedByModule {
  /** What `go build` builds. */
  readonly package: string;
  /** Go variables that hold the version, as `go build -ldflags -X` sets them. */
  readonly versionVariables?: (version: string) => Readonly<Record<string, string>>;
  /**
   * Which binaries on PATH are good enough.
   *
   * @default - none: it is always built
   */
  readonly installed?: { readonly versionArgs: readonly string[]; readonly range: VersionRange };
}

/** CustomResourceDefinitions that a Go module has among its files; nothing of it is compiled. */
export interface ModuleDefinitions extends PinnedByModule {
  readonly module: string;
  /** Folder of the module with one definition a file, YAML. */
  readonly definitions: string;
}

export type ToolName =
  | "pulumi"
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "etcd"
  | "kwok"
  | "keda-definitions"
  | "virtual-node";

/** In the order in which they are made: the quick ones first, so that a missing module proxy shows at once. */
export const tools: readonly Tool[] = [
  {
    name: "keda-definitions",
    directory: "sandbox/tools/keda",
    module: "github.com/kedacore/keda/v2",
    definitions: "config/crd/bases",
  },
  {
    name: "etcd",
    directory: "sandbox/tools/etcd",
    package: "go.etcd.io/etcd/server/v3",
    module: "go.etcd.io/etcd/server/v3",
    // MinExternalEtcdVersion in Kubernetes 1.35's cmd/kubeadm/app/constants/constants.go.
    installed: { versionArgs: ["--version"], range: { from: "3.5.24", below: "3.7.0" } },
  },
  {
    name: "kwok",
    directory: "sandbox/tools/kwok",
    package: "sigs.k8s.io/kwok/cmd/kwok",
    module: "sigs.k8s.io/kwok",
    versionVariables: (version) => ({ "sigs.k8s.io/kwok/pkg/consts.Version": version }),
    // Before 1.0 every minor version may change the stages that make the nodes' behaviour.
    installed: { versionArgs: ["--version"], range: { from: "0.7.0", below: "0.8.0" } },
  },
  kubernetesTool("kube-apiserver"),
  kubernetesTool("kube-controller-manager"),
  kubernetesTool("kube-scheduler"),
  { name: "virtual-node", directory: "sandbox/virtual-node", package: "." },
  {
    name: "pulumi",
    directory: "sandbox/tools/pulumi",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    module: "github.com/pulumi/pulumi/pkg/v3",
    versionVariables: (version) => ({ "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${version}` }),
    // From 3.244.0 on (its CHANGELOG.md) an error hook can retry every provider error, and a failing after-hook fails.
    installed: { versionArgs: ["version"], range: { from: "3.244.0", below: "4.0.0" } },
  },
];

function kubernetesTool(name: ToolName): GoProgram {
  return {
    name,
    directory: "sandbox/tools/kubernetes",
    package: `k8s.io/kubernetes/cmd/${name}`,
    module: "k8s.io/kubernetes",
    versionVariables: kubernetesVersionVariables,
    // One minor version for all three, so that no component is newer than the API server:
    // https://kubernetes.io/releases/version-skew-policy/
    installed: { versionArgs: ["--version"], range: { from: "1.35.0", below: "1.36.0" } },
  };
}

function kubernetesVersionVariables(version: string): Readonly<Record<string, string>> {
  const [major = "", minor = ""] = version.split(".");
  return {
    "k8s.io/component-base/version.gitVersion": `v${version}`,
    "k8s.io/component-base/version.gitMajor": major,
    "k8s.io/component-base/version.gitMinor": minor,
  };
}
