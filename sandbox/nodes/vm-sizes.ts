/** What a VM of one size has. */
export interface VmSize {
  readonly cores: number;
  readonly memoryGiB: number;
}

/** A VM size that the sandbox has no capacity for. */
export class UnknownVmSize extends Error {
  override readonly name = "UnknownVmSize";
  constructor(vmSize: string) {
    super(
      `vmSize: the sandbox does not know the VM size "${vmSize}"; it knows ${knownVmSizes().join(", ")} ` +
        "(`az vm list-sizes` shows the size's cores and memory; choose a known one that is close)",
    );
  }
}

/** GiB of memory per vCPU in each family: https://learn.microsoft.com/azure/virtual-machines/sizes/overview */
const families: readonly {
  readonly gibPerCore: number;
  readonly cores: readonly number[];
  readonly names: readonly string[];
}[] = [
  {
    gibPerCore: 4,
    cores: [2, 4, 8, 16, 32, 48, 64],
    names: [
      ...["D#_v3", "D#s_v3", "D#_v4", "D#s_v4", "D#d_v4", "D#ds_v4", "D#a_v4", "D#as_v4"],
      ...["D#_v5", "D#s_v5", "D#d_v5", "D#ds_v5", "D#as_v5", "D#ads_v5", "D#ps_v5", "D#pds_v5"],
      ...["D#s_v6", "D#ds_v6", "D#as_v6", "D#ads_v6", "D#ps_v6", "D#pds_v6"],
    ],
  },
  {
    gibPerCore: 8,
    cores: [2, 4, 8, 16, 32, 48, 64],
    names: [
      ...["E#_v4", "E#s_v4", "E#d_v4", "E#ds_v4", "E#a_v4", "E#as_v4"],
      ...["E#_v5", "E#s_v5", "E#d_v5", "E#ds_v5", "E#as_v5", "E#ads_v5"],
      ...["E#s_v6", "E#ds_v6", "E#as_v6", "E#ads_v6"],
    ],
  },
  { gibPerCore: 8, cores: [2, 4, 8, 16, 32, 48], names: ["E#_v3", "E#s_v3"] },
  { gibPerCore: 2, cores: [2, 4, 8, 16, 32, 48, 64, 72], names: ["F#s_v2"] },
  { gibPerCore: 4, cores: [2, 4, 8, 16, 32, 48, 64], names: ["F#as_v6"] },
  { gibPerCore: 2, cores: [2, 4, 8, 16, 32, 48, 64], names: ["F#als_v6"] },
];

/** Sizes outside those series. https://learn.microsoft.com/azure/virtual-machines/sizes/general-purpose/bv1-series */
const singles: readonly (readonly [name: string, cores: number, memoryGiB: number])[] = [
  ["Standard_B2s", 2, 4],
  ["Standard_B2ms", 2, 8],
  ["Standard_B4ms", 4, 16],
  ["Standard_B8ms", 8, 32],
  ["Standard_B12ms", 12, 48],
  ["Standard_B16ms", 16, 64],
  ["Standard_B20ms", 20, 80],
  ["Standard_B2s_v2", 2, 8],
  ["Standard_B2as_v2", 2, 8],
  ["Standard_B4s_v2", 4, 16],
  ["Standard_B4as_v2", 4, 16],
  ["Standard_B8s_v2", 8, 32],
  ["Standard_B8as_v2", 8, 32],
  ["Standard_B16s_v2", 16, 64],
  ["Standard_B16as_v2", 16, 64],
  ["Standard_DS2_v2", 2, 7],
  ["Standard_DS3_v2", 4, 14],
  ["Standard_DS4_v2", 8, 28],
  ["Standard_DS5_v2", 16, 56],
];

/** By name in lower case, because Azure compares names of VM sizes without regard to case. */
const sizes: ReadonlyMap<string, { readonly name: string; readonly size: VmSize }> = new Map(
  [
    ...families.flatMap(({ gibPerCore, cores, names }) =>
      names.flatMap((pattern) =>
        cores.map((count) => ({
          name: `Standard_${pattern.replace("#", String(count))}`,
          size: { cores: count, memoryGiB: count * gibPerCore },
        })),
      ),
    ),
    ...singles.map(([name, cores, memoryGiB]) => ({ name, size: { cores, memoryGiB } })),
  ].map((entry) => [entry.name.toLowerCase(), entry]),
);

export function knownVmSizes(): readonly string[] {
  return [...sizes.values()].map(({ name }) => name);
}

/** @throws UnknownVmSize with the sizes that are known. */
export function vmSizeOf(vmSize: string): VmSize {
  const known = sizes.get(vmSize.toLowerCase());
  if (known === undefined) throw new UnknownVmSize(vmSize);
  return known.size;
}

/** Azure marks Arm sizes with a `p` among the letters after the core count. */
export function architectureOf(vmSize: string): "amd64" | "arm64" {
  return /^standard_[a-z]+\d+[a-z]*p[a-z]*_v\d+$/i.test(vmSize) ? "arm64" : "amd64";
}
