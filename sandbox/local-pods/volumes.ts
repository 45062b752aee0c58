import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { privateDirectory, writeAtomically } from "../files";
import { AccountTokens } from "./account-token";
import { type DownwardSource, fieldOf, type LocalPod, type ObjectSource, type Volume } from "./local-pod";
import { type ObjectReader, objectReader } from "./object-reader";

/** A pod can't be set up as long as it and the cluster are as they are. */
export class PodSetupError extends Error {
  override readonly name = "PodSetupError";
  constructor(
    /** Of the Event that tells of it. */
    readonly reason: "FailedMount" | "FailedCreatePodSandBox",
    message: string,
  ) {
    super(message);
  }
}

function volumeError(volume: string, reason: string): PodSetupError {
  return new PodSetupError("FailedMount", `MountVolume.SetUp failed for volume "${volume}" : ${reason}`);
}

/** The files of a volume, by their paths in it. */
type Files = Map<string, Buffer>;

/** The volumes of one pod as directories that only their owner can enter: one of the volume's name for each. */
export class PodVolumes {
  private readonly tokens: AccountTokens;

  constructor(
    private readonly client: KubernetesClient,
    private readonly directory: string,
  ) {
    this.tokens = new AccountTokens(client);
  }

  /**
   * Brings the files to what the cluster has now, and tokens to ones that are good for a while.
   *
   * @throws PodSetupError where something is missing that a volume is made from.
   */
  async sync(pod: LocalPod): Promise<void> {
    if ((pod.spec?.initContainers ?? []).length > 0) {
      throw new PodSetupError("FailedCreatePodSandBox", "the sandbox runs no init containers as processes");
    }
    const objects = objectReader(this.client, pod.metadata?.namespace ?? "");
    for (const volume of pod.spec?.volumes ?? []) {
      const directory = privateDirectory(path.join(this.directory, volume.name));
      if (volume.emptyDir !== undefined) continue;
      writeFiles(directory, await this.filesOf(volume, pod, objects));
    }
  }

  private async filesOf(volume: Volume, pod: LocalPod, objects: ObjectReader): Promise<Files> {
    const { name, configMap, secret, downwardAPI, projected } = volume;
    const add = async (files: Files, kind: "configmap" | "secret", source: ObjectSource): Promise<void> => {
      for (const [file, contents] of await objectFiles(objects, { volume: name, kind, source })) {
        files.set(file, contents);
      }
    };
    const files: Files = new Map();
    const { secretName, ...secretRest } = secret ?? {};
    const own = {
      ...(configMap === undefined ? {} : { configMap }),
      ...(secretName === undefined ? {} : { secret: { name: secretName, ...secretRest } }),
      ...(downwardAPI === undefined ? {} : { downwardAPI }),
    };
    const sources = projected?.sources ?? [own];
    if (projected === undefined && Object.keys(own).length === 0) {
      throw volumeError(name, "the sandbox makes none of this kind on a VM");
    }
    for (const source of sources) {
      if (source.configMap !== undefined) await add(files, "configmap", source.configMap);
      if (source.secret !== undefined) await add(files, "secret", source.secret);
      if (source.downwardAPI !== undefined) addFields(files, { volume: name, pod, source: source.downwardAPI });
      const token = "serviceAccountToken" in source ? source.serviceAccountToken : undefined;
      if (token !== undefined) files.set(token.path, Buffer.from(await this.tokens.token(pod, token)));
    }
    return files;
  }
}

async function objectFiles(
  objects: ObjectReader,
  from: { readonly volume: string; readonly kind: "configmap" | "secret"; readonly source: ObjectSource },
): Promise<readonly (readonly [string, Buffer])[]> {
  const { name = "", items, optional = false } = from.source;
  const contents = await objects.read(from.kind, name);
  if (contents === undefined && optional) return [];
  if (contents === undefined) throw volumeError(from.volume, `${from.kind} "${name}" not found`);
  if (items === undefined) return [...contents];
  return items.flatMap(({ key, path: file }) => {
    const value = contents.get(key);
    if (value !== undefined) return [[file, value] as const];
    if (optional) return [];
    throw volumeError(from.volume, `references non-existent ${from.kind} key: ${key}`);
  });
}

function addFields(
  files: Files,
  { volume, pod, source }: { readonly volume: string; readonly pod: LocalPod; readonly source: DownwardSource },
): void {
  for (const { path: file, fieldRef } of source.items ?? []) {
    const value = fieldOf(pod, fieldRef?.fieldPath ?? "");
    if (value === undefined) throw volumeError(volume, `the sandbox does not know what ${file} is to hold`);
    files.set(file, Buffer.from(value));
  }
}

/** Each file is replaced as a whole, and only where it is another. */
function writeFiles(directory: string, files: Files): void {
  for (const [name, contents] of files) {
    const file = path.join(directory, name);
    if (!existsSync(file) || !readFileSync(file).equals(contents)) writeAtomically(file, contents);
  }
  const stale = readdirSync(directory).filter((entry) => ![...files.keys()].some((name) => isIn(entry, name)));
  for (const entry of stale) rmSync(path.join(directory, entry), { recursive: true });
}

function isIn(entry: string, file: string): boolean {
  return file === entry || file.startsWith(`${entry}/`);
}
