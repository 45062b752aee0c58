import { randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { moveAside, readJsonFile, writeAtomically } from "./files";

/** Where the files of one sandbox are. */
export interface SandboxPaths {
  readonly name: string;
  /** Holds everything below; `down --purge` removes it. */
  readonly root: string;
  /** What survives a restart: {@link SandboxState}. */
  readonly stateFile: string;
  /** What the running daemon says of itself: {@link ./daemon-file}. */
  readonly daemonFile: string;
  readonly daemonLock: string;
  readonly armStore: string;
  readonly pki: string;
  readonly logs: string;
  /** One file with the process id of each child process. */
  readonly run: string;
  readonly slots: string;
  readonly bin: string;
  readonly pulumiBackend: string;
  readonly pulumiHome: string;
}

/** A mistake in how a sandbox was named. */
export class SandboxNameError extends Error {
  override readonly name = "SandboxNameError";
}

/** Checks a sandbox's name: it becomes a directory, and part of host names and messages. */
export function sandboxName(name: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/.test(name)) return name;
  throw new SandboxNameError(
    `--name: must be 1 to 32 lower-case letters, digits and dashes, with no dash at either end; got "${name}"`,
  );
}

/** The directory that holds all sandboxes of this user. */
export function sandboxesDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const home = environment["XDG_STATE_HOME"];
  // The XDG specification: a relative path is invalid and must be ignored.
  const stateHome = home !== undefined && path.isAbsolute(home) ? home : path.join(os.homedir(), ".local", "state");
  return path.join(stateHome, "aks-elastic", "sandboxes");
}

export function sandboxPaths(name: string, environment: NodeJS.ProcessEnv = process.env): SandboxPaths {
  const root = path.join(sandboxesDirectory(environment), sandboxName(name));
  return {
    name,
    root,
    stateFile: path.join(root, "state.json"),
    daemonFile: path.join(root, "daemon.json"),
    daemonLock: path.join(root, "daemon.lock"),
    armStore: path.join(root, "arm.json"),
    pki: path.join(root, "pki"),
    logs: path.join(root, "logs"),
    run: path.join(root, "run"),
    slots: path.join(root, "slots"),
    bin: path.join(root, "bin"),
    pulumiBackend: path.join(root, "pulumi"),
    pulumiHome: path.join(root, "pulumi-home"),
  };
}

/** The loopback ports of one control plane. */
export interface SlotPorts {
  readonly etcdClient: number;
  readonly etcdPeer: number;
  readonly apiServer: number;
}

/** One control plane, and the managed cluster that it serves. */
export interface SlotState {
  readonly index: number;
  readonly ports: SlotPorts;
  /** ARM id, in lower case. */
  readonly clusterId?: string;
}

/** What a sandbox keeps from one run to the next. */
export interface SandboxState {
  readonly version: 1;
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly armPort?: number;
  readonly slots: readonly SlotState[];
}

/** A sandbox's state as found, and what had to be moved aside to go on. */
export interface LoadedState {
  readonly state: SandboxState;
  readonly warnings: readonly string[];
}

/** Reads a sandbox's state, or makes a new one where there is none. */
export function loadState(paths: SandboxPaths): LoadedState {
  const { value, moved } = readJsonFile(paths.stateFile, acceptState);
  if (value !== undefined) return { state: value, warnings: [] };
  const warnings = moved === undefined ? [] : lostStateWarnings(paths, moved);
  const state = newState();
  saveState(paths, state);
  return { state, warnings };
}

export function saveState(paths: SandboxPaths, state: SandboxState): void {
  writeAtomically(paths.stateFile, `${JSON.stringify(state, null, 2)}\n`);
}

function newState(): SandboxState {
  return {
    version: 1,
    subscriptionId: randomUUID(),
    tenantId: randomUUID(),
    clientId: randomUUID(),
    clientSecret: randomBytes(24).toString("base64url"),
    slots: [],
  };
}

/** Without the state nobody knows which cluster a slot's data belongs to, so that data must not be served as another's. */
function lostStateWarnings(paths: SandboxPaths, moved: string): string[] {
  const warnings = [`${paths.stateFile} could not be read; it is now ${moved}, and the sandbox has a new identity`];
  if (existsSync(paths.slots)) {
    warnings.push(`which cluster ${paths.slots} belongs to was written there; it is now ${moveAside(paths.slots)}`);
  }
  return warnings;
}

/** Checks what a state file holds. @throws Error where it is no state. */
export function acceptState(value: unknown): SandboxState {
  const state = value as Partial<SandboxState> | null;
  const texts = [state?.subscriptionId, state?.tenantId, state?.clientId, state?.clientSecret];
  const complete = state?.version === 1 && texts.every((text) => typeof text === "string" && text !== "");
  if (!complete || !Array.isArray(state.slots) || !state.slots.every(isSlot)) {
    throw new Error("not a sandbox's state");
  }
  return state as SandboxState;
}

function isSlot(value: unknown): value is SlotState {
  const slot = value as Partial<SlotState> | null;
  const ports = [slot?.ports?.etcdClient, slot?.ports?.etcdPeer, slot?.ports?.apiServer];
  return Number.isInteger(slot?.index) && ports.every((port) => Number.isInteger(port));
}
