import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGES } from '../../src/http/server';
import type { Problem } from '../harness/api';
import { App } from '../harness/app';

let app: App;

beforeAll(async () => {
  app = await App.start();
});

afterAll(() => app.close());

describe('a method that a path does not take (networks)', () => {
  it.each([
    ['GET', '/api/register', 'POST'],
    ['PUT', '/api/register', 'POST'],
    ['DELETE', '/api/verify-otp', 'POST'],
    ['POST', '/api/verifications/one', 'DELETE, GET, HEAD'],
    ['PATCH', '/api/sessions', 'DELETE, GET, HEAD'],
    ['POST', '/api/devices', 'GET, HEAD'],
    ['POST', '/.well-known/jwks.json', 'GET, HEAD'],
    ['POST', '/health/live', 'GET, HEAD'],
    ['DELETE', '/metrics', 'GET, HEAD'],
  ])('%s %s is told those that it takes: %s', async (method, path, allow) => {
    const answer = await app.request<Problem>(method, path);
    expect(answer).toMatchObject({ status: 405, body: { code: 'method_not_allowed', status: 405 } });
    expect(answer.headers.get('allow')).toBe(allow);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('is no matter where there is nothing at all, or nothing of that name', async () => {
    for (const [method, path] of [
      ['GET', '/api/nothing'],
      ['DELETE', '/api/login/unknown'],
      ['PUT', '/api/register/more'],
    ] as const) {
      const answer = await app.request<Problem>(method, path);
      expect([answer.status, answer.headers.get('allow')]).toEqual([answer.status === 204 ? 204 : 404, null]);
    }
  });
});

describe('a path', () => {
  const page = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

  it.each(['/robots.txt', '/favicon.ico', '/sitemap.xml', '/.env', '/index.php', '/api', '/oauth2/nothing', '/nope'])(
    '%s is not there, and says so (networks 28)',
    async (path) => {
      const answer = await app.get<Problem>(path);
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    },
  );

  it('that a person mistyped is not there either', async () => {
    for (const path of ['/nope', '/.env', '/robots.txt'])
      expect((await app.request('GET', path, undefined, page)).status).toBe(404);
  });

  it('of each page of the web app is known', () => {
    const screens = readFileSync(join(__dirname, '../../web/src/app.tsx'), 'utf8').match(
      /^ {2}'(\/[\w-]*)': \w+Screen,$/gm,
    )!;
    expect(screens.map((line) => /'(.*)'/.exec(line)![1])).toEqual(PAGES);
  });
});
