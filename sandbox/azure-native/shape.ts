import { isList, isObject, mapValues } from "../rpc/property-value";
import { UNKNOWN, type Properties, type PropertyValue } from "../rpc/provider";

/**
 * How azure-native's form of an object differs from Azure's: azure-native lifts what Azure keeps in `properties`, and
 * spells some names differently. What a shape does not mention is the same in both.
 */
export interface Shape {
  /** Members that stay beside the container; every other one goes into it. Absent where a request has no container. */
  readonly beside?: readonly string[];
  /**
   * What Azure calls the container.
   *
   * @default "properties"
   */
  readonly container?: string;
  /** Azure's answers have a container, though its requests have none. */
  readonly answersInContainer?: true;
  /** Members inside the container that Azure calls otherwise: azure-native's name → Azure's. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** The shapes of members, or of the items of members that are lists. */
  readonly members?: Readonly<Record<string, Shape>>;
  /** The shape of every member of a map. */
  readonly each?: Shape;
  /** A list of names in azure-native, an object with these names as keys in Azure. */
  readonly set?: true;
  /** Members that Azure sets, so that a preview does not know them unless the program sets them. */
  readonly computed?: readonly string[];
  /** Members that a program has to set. */
  readonly required?: readonly string[];
}

/** The body of a request, from a resource's inputs without those that are part of its path. */
export function armBody(inputs: Properties, shape: Shape): Properties {
  const body = armObject(inputs, shape);
  // A resource has its container even where there is nothing to say, an object inside one has not.
  return shape.beside === undefined ? body : { [containerName(shape)]: {}, ...body };
}

function armObject(object: Properties, shape: Shape): Properties {
  const beside: Record<string, PropertyValue> = {};
  const contained: Record<string, PropertyValue> = {};
  for (const [name, value] of Object.entries(object)) {
    const isBeside = shape.beside?.includes(name) ?? true;
    (isBeside ? beside : contained)[shape.renamed?.[name] ?? name] = armValue(value, memberShape(shape, name));
  }
  return Object.keys(contained).length === 0 ? beside : { ...beside, [containerName(shape)]: contained };
}

function armValue(value: PropertyValue, shape: Shape | undefined): PropertyValue {
  if (shape === undefined) return value;
  if (isList(value)) {
    return shape.set === true
      ? Object.fromEntries(value.map((name) => [name as string, {}]))
      : value.map((item) => armValue(item, shape));
  }
  return isObject(value) ? armObject(value, shape) : value;
}

/** A resource's outputs, from Azure's answer. */
export function sdkOutputs(answer: Properties, shape: Shape): Properties {
  const { [containerName(shape)]: container, ...beside } = answer;
  const isLifted = isObject(container) && (shape.beside !== undefined || shape.answersInContainer === true);
  if (!isLifted) return sdkMembers(answer, shape);
  return { ...sdkMembers(container, shape), ...mapValues(beside, (value, name) => sdkMember(value, shape, name)) };
}

function sdkMembers(object: Properties, shape: Shape): Properties {
  const sdkNames = new Map(Object.entries(shape.renamed ?? {}).map(([sdkName, armName]) => [armName, sdkName]));
  return Object.fromEntries(
    Object.entries(object).map(([armName, value]) => {
      const name = sdkNames.get(armName) ?? armName;
      return [name, sdkMember(value, shape, name)];
    }),
  );
}

function sdkMember(value: PropertyValue, shape: Shape, name: string): PropertyValue {
  const inner = memberShape(shape, name);
  if (inner === undefined) return value;
  if (isList(value)) return value.map((item) => (isObject(item) ? sdkOutputs(item, inner) : item));
  return isObject(value) ? sdkOutputs(value, inner) : value;
}

/** What a preview knows of the outputs: the inputs, and that Azure will set the rest. */
export function previewOutputs(inputs: Properties, shape: Shape): Properties {
  const unknowns = (shape.computed ?? []).map((name) => [name, UNKNOWN] as const);
  const knowns = mapValues(inputs, (value, name) => previewValue(value, memberShape(shape, name)));
  return { ...Object.fromEntries(unknowns), ...knowns };
}

function previewValue(value: PropertyValue, shape: Shape | undefined): PropertyValue {
  if (shape === undefined) return value;
  // The names are known, but what Azure answers under each is not.
  if (shape.set === true) return UNKNOWN;
  if (isList(value)) return value.map((item) => previewValue(item, shape));
  return isObject(value) ? previewOutputs(value, shape) : value;
}

/** The paths of required members that are missing, as a user would write them. */
export function missingMembers(inputs: Properties, shape: Shape, path = ""): readonly string[] {
  const missing = (shape.required ?? []).filter((name) => (inputs[name] ?? null) === null).map((name) => path + name);
  const inside = Object.entries(inputs).flatMap(([name, value]) => {
    const inner = memberShape(shape, name);
    return inner === undefined ? [] : missingInside(value, inner, path + name);
  });
  return [...missing, ...inside];
}

function missingInside(value: PropertyValue, shape: Shape, path: string): readonly string[] {
  if (isList(value)) return value.flatMap((item, index) => missingInside(item, shape, `${path}[${index}]`));
  return isObject(value) ? missingMembers(value, shape, `${path}.`) : [];
}

function memberShape(shape: Shape, name: string): Shape | undefined {
  return shape.members?.[name] ?? shape.each;
}

function containerName(shape: Shape): string {
  return shape.container ?? "properties";
}
