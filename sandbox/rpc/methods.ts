import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { decodeProperties, encodeProperties } from "./properties";
import {
  UNKNOWN,
  type CheckResult,
  type Diagnostics,
  type DiffResult,
  type PropertyChange,
  type ProviderInstance,
  type ResourceIdentity,
} from "./provider";

export function checkConfig(instance: ProviderInstance, request: pb.CheckRequest): pb.CheckResponse {
  return checkResponse(instance.checkConfig(decodeProperties(request.getNews())));
}

export function diffConfig(instance: ProviderInstance, request: pb.DiffRequest): pb.DiffResponse {
  const olds = decodeProperties(request.getOldInputs());
  return diffResponse(instance.diffConfig(olds, decodeProperties(request.getNews())));
}

export async function configure(
  instance: ProviderInstance,
  request: pb.ConfigureRequest,
): Promise<pb.ConfigureResponse> {
  await instance.configure(decodeProperties(request.getArgs()));
  return new pb.ConfigureResponse().setSupportspreview(true);
}

export async function invoke(instance: ProviderInstance, request: pb.InvokeRequest): Promise<pb.InvokeResponse> {
  const result = await instance.invoke(request.getTok(), decodeProperties(request.getArgs()));
  return new pb.InvokeResponse().setReturn(encodeProperties(result));
}

export async function check(instance: ProviderInstance, request: pb.CheckRequest): Promise<pb.CheckResponse> {
  const result = await instance.check({
    ...identity(request),
    olds: decodeProperties(request.getOlds()),
    news: decodeProperties(request.getNews()),
    randomSeed: request.getRandomseed_asU8(),
  });
  return checkResponse(result);
}

export async function diff(instance: ProviderInstance, request: pb.DiffRequest): Promise<pb.DiffResponse> {
  const result = await instance.diff({
    ...identity(request),
    id: request.getId(),
    oldInputs: decodeProperties(request.getOldInputs()),
    oldState: decodeProperties(request.getOlds()),
    news: decodeProperties(request.getNews()),
    ignoreChanges: request.getIgnorechangesList(),
  });
  return diffResponse(result);
}

export async function create(
  instance: ProviderInstance,
  request: pb.CreateRequest,
  diagnostics: Diagnostics,
): Promise<pb.CreateResponse> {
  const creation = {
    ...identity(request),
    inputs: decodeProperties(request.getProperties()),
    preview: request.getPreview(),
    timeout: request.getTimeout(),
  };
  const { id, state, secrets } = await instance.create(creation, diagnostics);
  // An id that the engine does not see is unknown to the program, too.
  return new pb.CreateResponse().setId(id === UNKNOWN ? "" : id).setProperties(encodeProperties(state, secrets));
}

export async function read(instance: ProviderInstance, request: pb.ReadRequest): Promise<pb.ReadResponse> {
  const found = await instance.read({
    ...identity(request),
    id: request.getId(),
    inputs: decodeProperties(request.getInputs()),
    state: decodeProperties(request.getProperties()),
  });
  // An empty id tells the engine that the resource is gone.
  if (found === undefined) return new pb.ReadResponse();
  return new pb.ReadResponse()
    .setId(found.id)
    .setProperties(encodeProperties(found.state, found.secrets))
    .setInputs(encodeProperties(found.inputs));
}

export async function update(
  instance: ProviderInstance,
  request: pb.UpdateRequest,
  diagnostics: Diagnostics,
): Promise<pb.UpdateResponse> {
  const change = {
    ...identity(request),
    id: request.getId(),
    inputs: decodeProperties(request.getNews()),
    oldInputs: decodeProperties(request.getOldInputs()),
    oldState: decodeProperties(request.getOlds()),
    ignoreChanges: request.getIgnorechangesList(),
    preview: request.getPreview(),
    timeout: request.getTimeout(),
  };
  const { state, secrets } = await instance.update(change, diagnostics);
  return new pb.UpdateResponse().setProperties(encodeProperties(state, secrets));
}

export async function remove(
  instance: ProviderInstance,
  request: pb.DeleteRequest,
  diagnostics: Diagnostics,
): Promise<Empty> {
  const deletion = {
    ...identity(request),
    id: request.getId(),
    inputs: decodeProperties(request.getOldInputs()),
    state: decodeProperties(request.getProperties()),
    timeout: request.getTimeout(),
  };
  await instance.delete(deletion, diagnostics);
  return new Empty();
}

/** What every request about a resource has. */
interface ResourceRequest {
  getUrn(): string;
  getType(): string;
  getName(): string;
}

function identity(request: ResourceRequest): ResourceIdentity {
  return { urn: request.getUrn(), type: request.getType(), name: request.getName() };
}

function checkResponse({ inputs, failures }: CheckResult): pb.CheckResponse {
  const response = new pb.CheckResponse().setInputs(encodeProperties(inputs));
  for (const { property, reason } of failures) {
    response.addFailures(new pb.CheckFailure().setProperty(property).setReason(reason));
  }
  return response;
}

function diffResponse({ changes, deleteBeforeReplace }: DiffResult): pb.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
  const response = new pb.DiffResponse()
    .setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true)
    .setDiffsList(topLevelKeys(changes))
    .setReplacesList(topLevelKeys(changes.filter((change) => change.replaces)));
  for (const change of changes) {
    // Both sides of our diffs are inputs; without this the engine looks for the old value among the outputs.
    const difference = new pb.PropertyDiff().setKind(diffKind(change)).setInputdiff(true);
    response.getDetaileddiffMap().set(change.path, difference);
  }
  return response;
}

function topLevelKeys(changes: readonly PropertyChange[]): string[] {
  return [...new Set(changes.map(({ path }) => /^[^.[]+/.exec(path)?.[0] ?? path))];
}

function diffKind({ kind, replaces }: PropertyChange): pb.PropertyDiff.Kind {
  const kinds = pb.PropertyDiff.Kind;
  switch (kind) {
    case "add":
      return replaces ? kinds.ADD_REPLACE : kinds.ADD;
    case "delete":
      return replaces ? kinds.DELETE_REPLACE : kinds.DELETE;
    case "update":
      return replaces ? kinds.UPDATE_REPLACE : kinds.UPDATE;
  }
}
