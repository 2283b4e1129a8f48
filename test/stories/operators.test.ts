import type { Problem } from '../harness/api';
import { App } from '../harness/app';
import { Telegram } from '../harness/telegram';
import { until } from '../harness/until';

const FOR_OPERATORS = ['/api/admin/users', '/metrics', '/api/docs', '/api/openapi.json'];
const KEY = 'Qm9uam91ciBsZSBtb25kZSBlbnRpZXIgZXQgdG91cw';
const STRANGE_NAMES = ['evil.example', 'evil.example:3000', 'localhost.evil.example', '127.0.0.1.evil.example'];

/** Asked by somebody who shows nothing. */
const statusesOf = (app: App, headers: Record<string, string> = {}) =>
  Promise.all(FOR_OPERATORS.map(async (path) => (await app.bareRequest('GET', path, undefined, headers)).status));
const ALL_OPEN = FOR_OPERATORS.map(() => 200);
const ALL_SHUT = FOR_OPERATORS.map(() => 401);

describe('a sandbox on loopback', () => {
  let app: App;

  beforeAll(async () => {
    app = await App.start({ PUBLIC_URL: 'http://front.example:8080', ADMIN_API_KEY: KEY });
  });

  afterAll(() => app.close());

  it.each([
    'localhost',
    'localhost:3000',
    'LOCALHOST:1',
    '127.0.0.1:3000',
    '[::1]',
    '[::1]:3000',
    'front.example:3000',
  ])('is open to operators without a key, asked as %s (S19)', async (host) => {
    expect(await statusesOf(app, { host })).toEqual(ALL_OPEN);
    const code = { code: 'unauthorized' };
    const wrong = { host, 'x-admin-key': `${KEY}x` };
    expect(await app.get('/api/admin/users', wrong)).toMatchObject({ status: 401, body: code });
  });

  it('writes no line for what an open page of theirs looks at every few seconds', async () => {
    const looks = ['now', 'circuits', 'stats', 'stats/series', 'counts', 'webhooks?state=failed', 'audit'];
    for (const path of [...looks, 'users']) expect((await app.get(`/api/admin/${path}`)).status).toBe(200);
    await until(() => app.output.includes('/api/admin/users'), 'the line of what a person asked for');
    const routes = [...app.output.matchAll(/\/api\/admin\/[\w/]+/g)].map(([route]) => route);
    expect(new Set(routes)).toEqual(new Set(['/api/admin/users']));
  });

  it.each(STRANGE_NAMES)('asks for the key under a name that is not ours: "%s" (S19)', async (host) => {
    expect(await statusesOf(app, { host })).toEqual(ALL_SHUT);
    expect(await statusesOf(app, { host, 'x-admin-key': KEY })).toEqual(ALL_OPEN);
  });

  it.each(STRANGE_NAMES)('shows the phone and its codes to no page of elsewhere: "%s" (S19)', async (host) => {
    for (const path of ['/sandbox/api/state?person=501', '/sandbox/telegram/bot4242:sandbox/getMe']) {
      const answer = await app.bareRequest<Problem>('GET', path, undefined, { host });
      expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'forbidden']);
      const { status } = await app.bareRequest('GET', path, undefined, { host: '192.0.2.7:3000' });
      expect(status).not.toBe(403);
    }
  });
});

it('a sandbox that other machines can reach asks operators for the key (S19)', async () => {
  const app = await App.start({ HOST: '0.0.0.0', ADMIN_API_KEY: KEY });
  try {
    expect(await statusesOf(app)).toEqual(ALL_SHUT);
    expect(await statusesOf(app, { host: 'localhost:3000' })).toEqual(ALL_SHUT);
    expect(await statusesOf(app, { authorization: `Bearer ${KEY}` })).toEqual(ALL_OPEN);
  } finally {
    await app.close();
  }
});

it.each(['test', 'development'])(
  'a start with a real bot asks operators for the key, in %s too (S19)',
  async (mode) => {
    const telegram = await Telegram.start();
    const app = await App.start({ ...telegram.settings, NODE_ENV: mode, ADMIN_API_KEY: KEY });
    try {
      expect(await statusesOf(app)).toEqual(ALL_SHUT);
      expect(await statusesOf(app, { host: 'localhost' })).toEqual(ALL_SHUT);
      expect(await statusesOf(app, { 'x-admin-key': KEY })).toEqual(ALL_OPEN);
    } finally {
      await app.close();
      await telegram.stop();
    }
  },
);
