import { ArmError } from "./arm-error";
import {
  invalidNamespace,
  invalidResourceType,
  methodNotAllowed,
  missingApiVersion,
  noRegisteredProvider,
  subscriptionNotFound,
} from "./common-errors";
import type { Engine } from "./engine";
import { authorize } from "./grants";
import { textAt } from "./json";
import { operationResult, operationStatus } from "./operation-answers";
import type { Operations } from "./operations";
import type { ArmRequest, ArmResponse } from "./request";
import { parsePath, resourceGroupOf, SUBSCRIPTION_TYPE, type Target } from "./resource-id";
import type { ResourceType } from "./resource-type";
import { provider, subscription, subscriptionLocations } from "./subscriptions";
import { RESOURCE_TYPES } from "./types/table";
import type { World } from "./world";

const OPERATION =
  /^\/subscriptions\/[^/]+\/(?:providers\/[^/]+\/locations\/[^/]+\/)?(operations|operationresults)\/([^/]+)$/i;

/** Microsoft.Network's path of a subnet's link, by which it is deleted as well (Azure/azure-cli#21637). */
const NETWORK_LINK = /^(.*\/subnets\/[^/]+)\/serviceAssociationLinks\/([^/]+)$/i;

/** The parts that answer requests. */
export interface RouterParts {
  readonly world: World;
  readonly engine: Engine;
  readonly operations: Operations;
  readonly url: () => string;
}

/** Finds out what a request is about and who answers it. */
export class Router {
  constructor(private readonly parts: RouterParts) {}

  route(request: ArmRequest): ArmResponse {
    const apiVersion = request.query.get("api-version") ?? "";
    if (apiVersion === "") throw missingApiVersion();
    this.checkSubscription(request.path);
    return this.operation(request) ?? this.ofSubscription(request) ?? this.ofResource(request, apiVersion);
  }

  private checkSubscription(path: string): void {
    const [, subscriptionId] = /^\/subscriptions\/([^/]+)/i.exec(path) ?? [];
    const own = this.parts.world.surroundings.subscriptionId;
    if (subscriptionId === undefined || subscriptionId.toLowerCase() === own.toLowerCase()) return;
    throw subscriptionNotFound(subscriptionId);
  }

  private operation(request: ArmRequest): ArmResponse | undefined {
    const [, kind, id] = OPERATION.exec(request.path) ?? [];
    if (kind === undefined || id === undefined) return undefined;
    const operation = this.parts.operations.find(id);
    if (operation === undefined) {
      throw new ArmError(404, { code: "OperationNotFound", message: `The operation '${id}' could not be found.` });
    }
    if (kind.toLowerCase() === "operations") return operationStatus(operation, this.parts.world);
    const self = `${this.parts.url()}${request.path}?${request.query.toString()}`;
    return operationResult(operation, this.parts.world, self);
  }

  /** What is not a resource: the subscription, its regions and its providers. */
  private ofSubscription(request: ArmRequest): ArmResponse | undefined {
    const { world } = this.parts;
    const [, rest] = /^\/subscriptions(?:\/[^/]+)?(.*)$/i.exec(request.path) ?? [];
    const [, namespace, registers] = /^\/providers\/([^/]+)(\/register)?$/i.exec(rest ?? "") ?? [];
    const bodies: Readonly<Record<string, () => ArmResponse["body"]>> = {
      "/subscriptions": () => ({ value: [subscription(world)] }),
      "": () => subscription(world),
      "/locations": () => subscriptionLocations(world),
      "/provider": () => provider(namespace ?? "", RESOURCE_TYPES, world),
    };
    const all = /^\/subscriptions\/?$/i.test(request.path);
    const key = all ? "/subscriptions" : namespace === undefined ? rest?.toLowerCase() : "/provider";
    const body = key === undefined ? undefined : bodies[key];
    if (body === undefined) return undefined;
    const expected = registers === undefined ? "GET" : "POST";
    if (request.method !== expected) throw methodNotAllowed(request.method, request.path);
    this.authorizeSubscription(request);
    return { status: 200, body: body() ?? null };
  }

  private authorizeSubscription({ principal }: ArmRequest): void {
    const { world } = this.parts;
    const scope = `/subscriptions/${world.surroundings.subscriptionId}`;
    authorize({ principal, action: `${SUBSCRIPTION_TYPE}/read`, scope }, world);
  }

  private ofResource(request: ArmRequest, apiVersion: string): ArmResponse {
    const { engine } = this.parts;
    const target = parsePath(linkPath(request.path));
    if (target === undefined || target.kind === "provider") throw notFound(request.path);
    if (target.kind === "collection") return this.collection(request, target, apiVersion);
    if (target.kind === "resource") return engine.serve(request, this.subject(target, apiVersion));
    const nested = this.parts.world.typeOf(`${target.id.type}/${target.action}`);
    if (nested === undefined)
      return engine.act(request, { ...this.subject(target, apiVersion), action: target.action });
    return this.collection(request, { scope: target.id.text, type: nested.type }, apiVersion);
  }

  private collection(
    request: ArmRequest,
    place: { readonly scope: string; readonly type: string },
    apiVersion: string,
  ): ArmResponse {
    if (place.type === "*") return this.parts.engine.list(request, place);
    const type = this.knownType(place.type, apiVersion);
    this.checkVersion(type, apiVersion, place.scope);
    return this.parts.engine.list(request, { scope: place.scope, type: type.type });
  }

  private subject(target: Exclude<Target, { kind: "collection" | "provider" }>, apiVersion: string) {
    const type = this.knownType(target.id.type, apiVersion);
    this.checkVersion(type, apiVersion, target.id.text);
    return { id: target.id, type, apiVersion };
  }

  private knownType(name: string, apiVersion: string): ResourceType {
    const type = this.parts.world.typeOf(name);
    if (type !== undefined) return type;
    const [namespace = ""] = name.split("/");
    const known = [...RESOURCE_TYPES.keys()].some((key) => key.startsWith(`${namespace.toLowerCase()}/`));
    throw known ? invalidResourceType(name, apiVersion) : invalidNamespace(namespace);
  }

  private checkVersion(type: ResourceType, apiVersion: string, at: string): void {
    if (type.apiVersions.includes(apiVersion.toLowerCase())) return;
    const { world } = this.parts;
    const place = world.find(at) ?? world.find(resourceGroupOf(at) ?? "");
    const location = textAt(place?.body, "location") ?? "global";
    throw noRegisteredProvider({ location, apiVersion, type: type.type, supported: type.apiVersions });
  }
}

function linkPath(path: string): string {
  return path.replace(NETWORK_LINK, (whole: string, subnet: string, name: string) =>
    /\/providers\/Microsoft\.ContainerInstance$/i.test(subnet)
      ? whole
      : `${subnet}/providers/Microsoft.ContainerInstance/serviceAssociationLinks/${name}`,
  );
}

function notFound(path: string): ArmError {
  return new ArmError(404, { code: "InvalidResourceId", message: `There is no resource at the path '${path}'.` });
}
