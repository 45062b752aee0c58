/** One step of a path: a member's name, or an index in a list. */
export type PathStep = string | number;

const PLAIN_NAME = /^[A-Za-z_]\w*$/;
const STEP = /\.?(?<name>[A-Za-z_]\w*)|\[(?<index>\d+)\]|\[(?<quoted>"(?:[^"\\]|\\.)*")\]/y;

/** The path of a member: `spec.hostAliases`, or `metadata.labels["app.kubernetes.io/name"]`. */
export function memberPath(path: string, name: string): string {
  if (!PLAIN_NAME.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === "" ? name : `${path}.${name}`;
}

/** The path of an item of a list: `spec.containers[0]`. */
export function itemPath(path: string, index: number): string {
  return `${path}[${index}]`;
}

/** The steps of a path as {@link memberPath} and {@link itemPath} write it. */
export function pathSteps(path: string): readonly PathStep[] {
  return [...path.matchAll(new RegExp(STEP, "gy"))].map(({ groups = {} }) => {
    const { name, index, quoted } = groups;
    if (index !== undefined) return Number(index);
    return quoted === undefined ? (name ?? "") : (JSON.parse(quoted) as string);
  });
}

/** What stands at a path; `undefined` where nothing does. */
export function valueAt(root: unknown, path: string): unknown {
  return pathSteps(path).reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null ? (value as Record<PathStep, unknown>)[step] : undefined,
    root,
  );
}

/** A copy with another value at a path, or, for `undefined`, without what stands there. The root itself stays as it is. */
export function withValueAt(root: unknown, path: string, value: unknown): unknown {
  return withValue(root, pathSteps(path), value);
}

function withValue(container: unknown, [step, ...further]: readonly PathStep[], value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(container)) {
    const items: readonly unknown[] = container;
    const index = Number(step);
    const kept = further.length === 0 && value === undefined ? [] : [withValue(items[index], further, value)];
    return [...items.slice(0, index), ...kept, ...items.slice(index + 1)];
  }
  const members = typeof container === "object" && container !== null ? container : {};
  const inner = withValue((members as Record<PathStep, unknown>)[step], further, value);
  if (inner !== undefined) return { ...members, [step]: inner };
  return Object.fromEntries(Object.entries(members).filter(([name]) => name !== step));
}
