import { checked, type Check } from "../check";
import { additionalSubnetSpecs, type AdditionalSubnet, type AdditionalSubnetSpec } from "./additional-subnets";
import { formatCidr, type Cidr } from "./cidr";
import { checkLayout } from "./layout-check";
import { serviceRange, type ServiceRange, type ServiceRangeArgs } from "./service-range";
import { nodeSubnetSize, virtualNodeSubnetSize, type SubnetSize, type SubnetSizeArgs } from "./subnet-sizes";

/** What a user may say about the addresses of a network with virtual nodes. */
export interface NetworkArgs extends SubnetSizeArgs, ServiceRangeArgs {
  readonly addressSpace?: string | undefined;
  readonly nodeSubnetCidr?: string | undefined;
  readonly virtualNodeSubnetCidr?: string | undefined;
  readonly additionalSubnets?: readonly AdditionalSubnet[] | undefined;
  /** @default - nothing exists */
  readonly existing?: ExistingParts | undefined;
}

/** Which parts of a network somebody else has made. A subnet that exists is in a virtual network that exists. */
export interface ExistingParts {
  readonly virtualNetwork: boolean;
  readonly nodeSubnet: boolean;
  readonly virtualNodeSubnet: boolean;
}

/** One subnet that a network needs. */
export interface SubnetSpec extends SubnetSize {
  /** Where the user wants it. */
  readonly cidr?: Cidr;
  /** Whether somebody else has made it, with a range that is not known here. */
  readonly exists: boolean;
}

/** A network's addresses, complete and checked: the plan of this spec has no overlap and every subnet is big enough. */
export interface NetworkSpec extends ServiceRange {
  /** What the subnets are cut from. Absent in an existing network where every range is given. */
  readonly addressSpace?: Cidr;
  readonly nodeSubnet: SubnetSpec;
  readonly virtualNodeSubnet: SubnetSpec;
  /** In the order of the args. */
  readonly additionalSubnets: readonly AdditionalSubnetSpec[];
}

/** A private range that does not contain AKS's default service range. */
const DEFAULT_ADDRESS_SPACE = "10.224.0.0/12";

/** The smallest address space whose quarter is still a subnet: Azure's smallest is a /29. */
const LONGEST_SPACE_PREFIX = 27;

/** @throws ArgumentError where an argument is wrong or the subnets cannot be laid out */
export function networkSpec(args: NetworkArgs): NetworkSpec {
  return checked((check) => {
    const spec = {
      ...addressSpace(args, check),
      ...serviceRange(args, check),
      nodeSubnet: {
        ...range("nodeSubnetCidr", args.nodeSubnetCidr, check),
        ...nodeSubnetSize(args, check),
        exists: args.existing?.nodeSubnet ?? false,
      },
      virtualNodeSubnet: {
        ...range("virtualNodeSubnetCidr", args.virtualNodeSubnetCidr, check),
        ...virtualNodeSubnetSize(args, check),
        exists: args.existing?.virtualNodeSubnet ?? false,
      },
      additionalSubnets: additionalSubnetSpecs(args.additionalSubnets ?? [], check),
    };
    if (check.passed) checkLayout(spec, check);
    return spec;
  });
}

function range(path: string, cidr: string | undefined, check: Check): { cidr?: Cidr } {
  return cidr === undefined ? {} : { cidr: check.cidr(path, cidr) };
}

/** In a network of somebody else's only its owner knows which part is free. */
function addressSpace(args: NetworkArgs, check: Check): { addressSpace?: Cidr } {
  if (args.addressSpace === undefined && args.existing?.virtualNetwork === true) {
    checkEveryRangeIsGiven(args, args.existing, check);
    return {};
  }
  const space = check.cidr("addressSpace", args.addressSpace ?? DEFAULT_ADDRESS_SPACE);
  if (check.passed && space.prefixLength > LONGEST_SPACE_PREFIX) {
    check.problem("addressSpace", `must be /${LONGEST_SPACE_PREFIX} or larger; got ${formatCidr(space)}`);
  }
  return { addressSpace: space };
}

function checkEveryRangeIsGiven(args: NetworkArgs, existing: ExistingParts, check: Check): void {
  const additional = (args.additionalSubnets ?? []).map(({ cidr }, index) => ({
    path: `additionalSubnets[${index}].cidr`,
    isGiven: cidr !== undefined,
  }));
  const ranges = [
    { path: "nodeSubnetCidr", isGiven: existing.nodeSubnet || args.nodeSubnetCidr !== undefined },
    { path: "virtualNodeSubnetCidr", isGiven: existing.virtualNodeSubnet || args.virtualNodeSubnetCidr !== undefined },
    ...additional,
  ];
  const missing = ranges.filter(({ isGiven }) => !isGiven).map(({ path }) => path);
  if (missing.length === 0) return;
  check.problem(
    "addressSpace",
    `is required in an existing virtual network: the part of it that is set apart for this one's subnets, because what ` +
      `else is free there is not ours to choose; or give ${missing.join(" and ")}`,
  );
}
