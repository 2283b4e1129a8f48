import { request } from 'node:http';
import { aRegisteredApp } from '../../src/apps/app.fixture';
import { AppRepository } from '../../src/apps/store/app.repository';
import { ApiDocument, type Call } from '../harness/api.document';
import { House } from '../harness/house';
import { fillStore } from '../harness/large.store';
import { longestRunMs } from '../harness/longest.run';
import { bearer, signInAt } from '../harness/sign.in';

const ADMIN_API_KEY = 'an-administrator-who-tests-has-this-key';
const SIGN_INS = 12_000;
/** Some twenty milliseconds of a processor that has nothing else to do; the more beside it, the longer. */
const YARDSTICK = Array.from({ length: 60_000 }, (_, index) => ({ index, name: `sign-in ${index}` }));
/** A run is some milliseconds, with room for what the engine does in between; without an end it would be a hundred. */
const MOST = 2.5;
/** The engine collects rubbish when it wants, for as long as it wants: what the call costs is the least of so many. */
const TRIES = 10;
/** What can be asked once only is measured with what the engine does in between. */
const MOST_AT_ONCE = 2 * MOST;

describe('with a large store, no call keeps the others waiting:', () => {
  let house: House;
  let token: string;
  let ids: Readonly<Record<string, string>>;

  beforeAll(async () => {
    house = await House.open({ ADMIN_API_KEY });
    const { app, api } = house;
    const person = api.nextPerson();
    const { body } = await signInAt(house, { kind: 'token', person });
    token = body.access_token;
    const verification = await fillStore(app, SIGN_INS, { userId: body.user.id, telegramId: person });
    const shop = aRegisteredApp();
    await app.part(AppRepository).insert(shop);
    ids = { apps: shop.id, users: body.user.id, verifications: verification, deliveries: verification };
  });

  afterAll(() => house.close());

  /** By a socket, and what comes is not kept: a client's work is not the product's. @returns the status */
  const ask = (path: string, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) =>
      request(`${house.app.url}${path}`, { headers, agent: false }, (answer) =>
        answer
          .resume()
          .once('end', () => resolve(answer.statusCode!))
          .once('error', reject),
      )
        .once('error', reject)
        .end(),
    );

  async function yardsOf(work: () => Promise<unknown>): Promise<number> {
    const yardMs = await longestRunMs(async () => JSON.parse(JSON.stringify(YARDSTICK)) as unknown);
    return (await longestRunMs(work)) / yardMs;
  }

  /** How often the yardstick goes into the longest run of work in it; where that was often, once more. */
  async function longestIn(path: string, headers: Record<string, string>): Promise<number> {
    const measure = () => yardsOf(async () => expect([path, await ask(path, headers)]).toEqual([path, 200]));
    const runs = [await measure()];
    while (runs.length < TRIES && Math.min(...runs) > MOST) runs.push(await measure());
    return Math.min(...runs);
  }

  async function expectShort(paths: readonly string[], headers: Record<string, string>) {
    const runs = new Map<string, number>();
    for (const path of paths) runs.set(path, await longestIn(path, headers));
    expect([...runs].filter(([, longest]) => longest > MOST)).toEqual([]);
  }

  const days = (count: number) => new Date(Date.now() - count * 86_400_000).toISOString();

  /** All that the document tells an operator to read, and the longest period that each can be asked for. */
  const pathsOf = ({ path, operation: { parameters = [] } }: Call): string[] => {
    const room = path.split('/')[3]!;
    const filled = path.replace('{id}', ids[room]!);
    const asks = (name: string) => parameters.some((each) => each.in === 'query' && each.name === name);
    const step = asks('step_seconds') ? '&step_seconds=86400' : '';
    return [
      ...(asks('step_seconds') ? [] : [filled]),
      ...(asks('from') ? [`${filled}?from=${days(30)}${step}`] : []),
      ...(asks('limit') ? [`${filled}?limit=100`] : []),
      ...(asks('q') ? [`${filled}?q=ann`, `${filled}?q=nobody`] : []),
    ];
  };

  it("an operator's", async () => {
    const { calls } = await ApiDocument.of(house.app);
    const reads = calls.filter(({ method, path }) => method === 'GET' && path.startsWith('/api/admin/'));
    expect(reads.length).toBeGreaterThan(8);
    const paths = reads.flatMap(pathsOf).filter((path) => !path.includes('/deliveries/'));
    await expectShort([...paths, '/metrics', '/health'], { 'x-admin-key': ADMIN_API_KEY });
  });

  it("a person's, however much there is of them (S3)", async () => {
    await expectShort(['/api/profile', '/api/sessions', '/api/devices'], bearer(token));
    // One at a time, and the next only once the product knows that the last is over.
    const longest = await yardsOf(async () => expect(await ask('/api/profile/export', bearer(token))).toBe(200));
    expect(longest).toBeLessThan(MOST_AT_ONCE);
  });

  it.each(['/api/sessions', '/api/profile'])('one that takes away what there is of a person: %s (S3)', async (path) => {
    const erase = () => house.app.request('DELETE', path, undefined, bearer(token));
    const longest = await yardsOf(async () => expect((await erase()).status).toBeLessThan(300));
    expect(longest).toBeLessThan(MOST_AT_ONCE);
  });
});
