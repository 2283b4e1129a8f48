import type { Problem } from '../harness/api';
import { App } from '../harness/app';
import { House } from '../harness/house';
import { bearer, signInAt } from '../harness/sign.in';
import { time } from '../harness/time';

const REAL = '203.0.113.9';
const PROXIES = '127.0.0.1/32, 10.0.0.0/8';

describe('behind proxies (networks 7)', () => {
  let house: House;

  beforeAll(async () => {
    house = await House.open({
      TRUST_PROXY: PROXIES,
      LIMIT_REQUESTS_PER_IP_MINUTE: '3',
      RESEND_COOLDOWN_SECONDS: '0',
      LOG_LEVEL: 'warn',
    });
  });

  afterAll(() => house.close());

  const statusesOf = async (forwarded: readonly string[]): Promise<number[]> => {
    const statuses: number[] = [];
    await time.standingStill(async () => {
      for (const address of forwarded) {
        const answer = await house.app.post<Problem>('/api/login', {}, { 'x-forwarded-for': address });
        statuses.push(answer.status);
      }
    });
    return statuses;
  };

  it.each([
    ['a port of its own each time', [1, 2, 3, 4, 5].map((port) => `203.0.113.1:4100${port}`)],
    ['brackets and a port', [1, 2, 3, 4, 5].map((port) => `[2001:db8:1::1]:4100${port}`)],
    [
      'brackets alone, or none',
      ['[2001:db8:2::1]', '2001:db8:2::1', '2001:DB8:2:0:0::2', '[2001:db8:2::3]:1', '2001:db8:2::4'],
    ],
    [
      'IPv4 in IPv6, with and without a port',
      ['::ffff:203.0.113.2', '203.0.113.2', '[::ffff:203.0.113.2]:80', '203.0.113.2:1', '::FFFF:cb00:7102'],
    ],
    ['a zone', ['fe80::1%eth0', 'fe80::1', 'fe80::1%25eth1', '[fe80::1%eth2]:80', 'fe80::2']],
    ['what is no address: it counts as the proxy', ['unknown', 'unknown-1', '_hidden', 'not an address', '999.1.1.1']],
    ['what is no address behind a proxy of ours', [1, 2, 3, 4, 5].map((index) => `unknown-${index}, 10.0.0.1`)],
    ['a forged entry left of the real one', [1, 2, 3, 4, 5].map((index) => `198.51.100.${index}, 203.0.113.3`)],
    ['an inner proxy that writes its port', [1, 2, 3, 4, 5].map((port) => `203.0.113.4, 10.0.0.2:4100${port}`)],
  ])('one client is one, with %s', async (_, forwarded) => {
    expect(await statusesOf(forwarded)).toEqual([202, 202, 202, 429, 429]);
  });

  it('many clients of one inner proxy are many', async () => {
    const clients = [1, 2, 3, 4, 5].map((index) => `203.0.113.5${index}:1, 10.0.0.3:4100${index}`);
    expect(await statusesOf(clients)).toEqual([202, 202, 202, 202, 202]);
  });

  it('the list of sessions shows an address without its port', async () => {
    time.pass(60_000);
    const headers = { 'x-forwarded-for': `${REAL}:51512` };
    const { body } = await signInAt(house, { kind: 'token', headers });
    const listed = await house.app.get<{ sessions: { address: string }[] }>('/api/sessions', bearer(body.access_token));
    expect(listed.body.sessions.map(({ address }) => address)).toEqual([REAL]);
  });

  it('what is no address is warned of once', () => {
    expect(house.app.output.match(/there is no address in X-Forwarded-For/g)).toHaveLength(1);
  });
});

it('forwarded headers that nobody asked for are warned of once, and change nothing', async () => {
  const app = await App.start({ LIMIT_REQUESTS_PER_IP_MINUTE: '2', LOG_LEVEL: 'warn' });
  const send = (address: string) => app.post('/api/login', {}, { 'x-forwarded-for': address });
  await time.standingStill(async () => {
    const answers = [await send('203.0.113.1'), await send('203.0.113.2'), await send('203.0.113.3')];
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 429]);
  });
  expect(app.output.match(/TRUST_PROXY is not set/g)).toHaveLength(1);
  await app.close();
});
