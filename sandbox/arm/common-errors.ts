import { ArmError, badRequest } from "./arm-error";
import { nameOf, type ResourceId } from "./resource-id";

// Codes and texts: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
// and, where one is named, the public thread that quotes the answer in full.

/** 404 for a resource in a group that exists. */
export function resourceNotFound(id: ResourceId): ArmError {
  const group = id.resourceGroup === undefined ? "" : nameOf(id.resourceGroup);
  const relative = `${id.type}/${id.name}`;
  return new ArmError(404, {
    code: "ResourceNotFound",
    message: `The Resource '${relative}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  });
}

/** 404 for a resource group, or anything in it. */
export function resourceGroupNotFound(group: string): ArmError {
  return new ArmError(404, {
    code: "ResourceGroupNotFound",
    message: `Resource group '${nameOf(group)}' could not be found.`,
  });
}

/** 404 for a write to what is nested in a resource that does not exist. */
export function parentNotFound(parent: string): ArmError {
  return new ArmError(404, {
    code: "ParentResourceNotFound",
    message: `Failed to perform 'write' on resource(s) of type '${nestedTypeOf(parent)}', because the parent resource '${parent}' could not be found.`,
  });
}

function nestedTypeOf(parent: string): string {
  const [, afterProviders = parent] = /.*\/providers\/(.*)$/i.exec(parent) ?? [];
  const [namespace = "", ...rest] = afterProviders.split("/");
  return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/");
}

/** 404 for any subscription but the sandbox's. */
export function subscriptionNotFound(subscriptionId: string): ArmError {
  return new ArmError(404, {
    code: "SubscriptionNotFound",
    message: `The subscription '${subscriptionId}' could not be found.`,
  });
}

/** 400 for a request that does not say which version of the API it speaks. */
export function missingApiVersion(): ArmError {
  return badRequest(
    "MissingApiVersionParameter",
    "The api-version query parameter (?api-version=) is required for all requests.",
  );
}

/** pulumi/pulumi-azure-nextgen#170, Azure/azure-cli#28496. */
export function noRegisteredProvider(place: {
  readonly location: string;
  readonly apiVersion: string;
  readonly type: string;
  readonly supported: readonly string[];
}): ArmError {
  const type = nameOf(place.type);
  return badRequest(
    "NoRegisteredProviderFound",
    `No registered resource provider found for location '${place.location}' and API version '${place.apiVersion}' for type '${type}'. The supported api-versions are '${place.supported.join(", ")}'.`,
  );
}

/** Azure/azure-rest-api-specs#14807; the status is in JulianHayward/Azure-MG-Sub-Governance-Reporting#297. */
export function invalidResourceType(type: string, apiVersion: string): ArmError {
  const [namespace = "", ...names] = type.split("/");
  return new ArmError(404, {
    code: "InvalidResourceType",
    message: `The resource type '${names.join("/")}' could not be found in the namespace '${namespace}' for api version '${apiVersion}'.`,
  });
}

/** 404 for a resource provider that the sandbox does not have. */
export function invalidNamespace(namespace: string): ArmError {
  return new ArmError(404, {
    code: "InvalidResourceNamespace",
    message: `The resource namespace '${namespace}' is invalid.`,
  });
}

/** 405; Azure's providers word it each in its own way, this is ours. */
export function methodNotAllowed(method: string, path: string): ArmError {
  return new ArmError(405, {
    code: "MethodNotAllowed",
    message: `The HTTP method '${method}' is not supported at '${path}'.`,
  });
}

/** Azure Kubernetes Service words it like this; other providers name the member in their own ways. */
export function missingParameter(path: string): ArmError {
  if (path === "location") {
    return badRequest("LocationRequired", "The location property is required for this definition.");
  }
  return badRequest("InvalidParameter", `Required parameter ${path} is missing (null).`, path);
}
