import { inAciSteps } from "../pods/rules/amounts";
import { parseQuantity } from "../pods/quantity";

/** What ACI gives a container, in its own units. */
export interface AciSize {
  readonly cpu: number;
  readonly memoryInGB: number;
}

/**
 * The size of a container as ACI takes it: in steps of a hundredth of a CPU and a tenth of a GB, rounded up, so that a
 * container gets at least what it asks for.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-container-groups#resource-allocation
 */
export function aciSize({ cpu, memory }: { readonly cpu: string; readonly memory: string }): AciSize {
  const cores = parseQuantity(inAciSteps(cpu, "cpu")) ?? 0;
  const bytes = parseQuantity(inAciSteps(memory, "memory")) ?? 0;
  // What binary fractions add to a decimal one is not meant.
  return { cpu: Number(cores.toFixed(2)), memoryInGB: Number((bytes / 1e9).toFixed(1)) };
}

/** What a container group is given: the sum of what its containers ask for. */
export function totalSize(sizes: readonly AciSize[]): AciSize {
  const sum = (member: keyof AciSize): number => sizes.reduce((total, size) => total + size[member], 0);
  return { cpu: Number(sum("cpu").toFixed(2)), memoryInGB: Number(sum("memoryInGB").toFixed(1)) };
}
