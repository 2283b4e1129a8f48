import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** In brackets, or IPv4: some proxies append the connection's port. */
const WITH_PORT = /^(?:\[([^[\]]*)\](?::\d+)?|([\d.]+):\d+)$/;

/**
 * The bare address in what a proxy wrote: without port, brackets and zone, and as IPv4 if it is IPv4 mapped to IPv6.
 * Undefined if it is no address (`unknown`, `_hidden`; RFC 7239, 6).
 */
export function plainAddress(text: string): string | undefined {
  // The usual case; `isIP` accepts no other spelling of an IPv4 address.
  if (isIP(text) === 4) return text;
  const [, inBrackets, beforePort] = WITH_PORT.exec(text) ?? [];
  const address = (inBrackets ?? beforePort ?? text).replace(/%.*$/s, '');
  return isIP(address) === 0 ? undefined : ipaddr.process(address).toString();
}

/** What limits count as one client: an IPv4 address, or an IPv6 /64 (one household has billions of addresses in it). */
export function addressBucket(text: string): string {
  const address = plainAddress(text);
  if (address === undefined) return text;
  if (isIP(address) === 4) return address;
  const network = (ipaddr.parse(address) as ipaddr.IPv6).parts.slice(0, 4).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}
