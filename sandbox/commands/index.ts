// What other programs of this package call instead of the command line.
export { sandboxDown, type SandboxDownOptions, type SandboxDownResult } from "./sandbox-down";
export {
  type ClusterStatus,
  type NodeStatus,
  type RunningSandbox,
  runningSandbox,
  sandboxStatus,
  type SandboxStatus,
  type StoppedSandbox,
} from "./sandbox-status";
export { sandboxUp, type SandboxUpOptions } from "./sandbox-up";
