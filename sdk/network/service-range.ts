import type { Check } from "../check";
import { addressCount, formatAddress, formatCidr, parseAddress, parseCidr, type Cidr } from "./cidr";

/** What a user may say about the addresses of a cluster's Services. */
export interface ServiceRangeArgs {
  readonly serviceCidr?: string | undefined;
  readonly dnsServiceIP?: string | undefined;
}

/** The addresses of a cluster's Services. */
export interface ServiceRange {
  readonly serviceCidr: Cidr;
  /** Address of the cluster's DNS service, as a number. */
  readonly dnsServiceIP: number;
}

/** AKS's own default (https://learn.microsoft.com/azure/aks/configure-azure-cni). */
const DEFAULT_SERVICE_CIDR = "10.0.0.0/16";

/** AKS's DNS service takes the tenth address where nobody says otherwise: 10.0.0.10. */
const DNS_SERVICE_OFFSET = 10;

/** AKS takes no service range above /12 (https://learn.microsoft.com/azure/aks/configure-azure-cni), and its DNS service needs the tenth address. */
const SERVICE_PREFIX = { min: 12, max: 28 };

/** Checks the range of a cluster's Services and the address in it that its DNS service takes. */
export function serviceRange(args: ServiceRangeArgs, check: Check): ServiceRange {
  const given = args.serviceCidr ?? DEFAULT_SERVICE_CIDR;
  const serviceCidr = check.cidr("serviceCidr", given);
  const { min, max } = SERVICE_PREFIX;
  const isSound = serviceCidr.prefixLength >= min && serviceCidr.prefixLength <= max;
  if (!isSound && parseCidr(given)) {
    check.problem("serviceCidr", `must be a range from /${min} to /${max}; got ${formatCidr(serviceCidr)}`);
  }
  if (args.dnsServiceIP === undefined) return { serviceCidr, dnsServiceIP: serviceCidr.first + DNS_SERVICE_OFFSET };
  const dnsServiceIP = check.address("dnsServiceIP", args.dnsServiceIP);
  if (isSound && parseAddress(args.dnsServiceIP) !== undefined) checkDnsService(dnsServiceIP, serviceCidr, check);
  return { serviceCidr, dnsServiceIP };
}

/** The first address is that of the API server's Service (https://learn.microsoft.com/azure/aks/configure-azure-cni). */
function checkDnsService(address: number, range: Cidr, check: Check): void {
  const last = range.first + addressCount(range) - 1;
  if (address > range.first && address < last) return;
  check.problem(
    "dnsServiceIP",
    `must be in serviceCidr ${formatCidr(range)}, but neither its first address ${formatAddress(range.first)} nor its ` +
      `last ${formatAddress(last)}; got ${formatAddress(address)}`,
  );
}
