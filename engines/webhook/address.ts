// Which addresses a webhook may go to: public unicast ones; loopback only where the settings allow it.
import ipaddr from 'ipaddr.js';

/** Public or private by their ranges, but answered inside the machines of Azure, AWS and Google. */
const METADATA = new Set(['168.63.129.16', 'fd00:ec2::254', 'fd20:ce::254']);
/** The only part of IPv6 that is handed out for the public internet (RFC 4291, IANA). */
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/** True for an address of the public internet. IPv4 written as IPv6 (mapped, 6to4, NAT64, ...) is refused, whatever is inside. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || METADATA.has(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_UNICAST);
}

/** True for an address of a private network (RFC 1918, RFC 4193), but not for a metadata service there. */
export function isPrivateAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || METADATA.has(ipaddr.parse(address).toString())) return false;
  const range = ipaddr.parse(address).range();
  return range === 'private' || range === 'uniqueLocal';
}

/** True for 127.0.0.0/8 and ::1. */
export function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.parse(address).range() === 'loopback';
}
