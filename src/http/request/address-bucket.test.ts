import { isIP } from 'node:net';
import fc from 'fast-check';
import { rounds } from '../../../test/harness/rounds';
import { addressBucket } from './address-bucket';

describe('what limits count as one client', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['0:0:0:0:0:ffff:cb00:7107', '203.0.113.7'],
    ['0000:0000:0000:0000:0000:ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1.2.3.4', '2001:db8:1:2::/64'],
    ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:1::', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['fe80::1%25eth1', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['1::', '1:0:0:0::/64'],
  ])('%s is %s', (address, bucket) => {
    expect(addressBucket(address)).toBe(bucket);
  });

  it('is the same for every address of a /64, however it is written', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 4, maxLength: 4 }),
        fc.array(group, { minLength: 4, maxLength: 4 }),
        (net, host) => {
          fc.pre(net.some((part) => part !== 0));
          const plain = [...net, ...host].map((part) => part.toString(16));
          const spellings = [plain.join(':'), plain.map((part) => part.padStart(4, '0').toUpperCase()).join(':')];
          const short = new URL(`http://[${spellings[0]}]`).hostname.slice(1, -1);
          const bucket = `${plain.slice(0, 4).join(':')}::/64`;
          return [...spellings, short].every((address) => addressBucket(address) === bucket);
        },
      ),
      { numRuns: rounds(100) },
    );
  });

  it('is something for every address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => isIP(address) > 0 && addressBucket(address).length > 0),
      { numRuns: rounds(100) },
    );
  });
});
