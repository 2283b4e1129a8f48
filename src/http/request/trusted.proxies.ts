import { BlockList, isIP } from 'node:net';
import { plainAddress } from './address-bucket';

/** Whether a proxy is believed about its client: one at these addresses or in these networks is. */
export function trustIn(networks: readonly string[]): (address: string) => boolean {
  const trusted = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (prefix === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(prefix), family);
  }
  return (text) => {
    const address = plainAddress(text);
    return address !== undefined && trusted.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  };
}
