import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { HttpAdapterHost } from '@nestjs/core';
import { PAGES } from '../../src/pages/web.app';
import type { Problem } from '../harness/api';
import { App } from '../harness/app';
import { HttpClient } from '../harness/http.client';

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
    ['QUERY', '/api/app', 'GET, HEAD'],
    // A path of its own, though it looks like one of a delivery.
    ['OPTIONS', '/api/admin/deliveries/test', 'POST'],
  ])('%s %s is told those that it takes: %s', async (method, path, allow) => {
    const answer = await app.request<Problem>(method, path);
    expect(answer).toMatchObject({ status: 405, body: { code: 'method_not_allowed', status: 405 } });
    expect(answer.headers.get('allow')).toBe(allow);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('is told before anything is said of a body', async () => {
    const form = { 'content-type': 'text/plain' };
    expect((await app.request('PUT', '/api/app', 'no JSON', form)).status).toBe(405);
    expect((await app.request('POST', '/api/nothing', 'no JSON', form)).status).toBe(404);
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

describe('what a client does not finish, or ought not to have begun (security S15, S16, S21)', () => {
  const head = (line: string, ...more: readonly string[]): string => [line, 'Host: x', ...more, '', ''].join('\r\n');
  const json = 'Content-Type: application/json';

  it.each([
    ['headers', 'POST /api/login HTTP/1.1\r\nHost: x\r\nX-Slow: '],
    ['a body', head('POST /api/login HTTP/1.1', json, 'Content-Length: 20')],
  ])('%s without an end cost 408, and the connection', async (_, text) => {
    const answer = await spoken(text);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":"request_timeout"');
  });

  it('is looked for every few seconds: as long as it takes to find out, a connection is held', () => {
    const server: { connectionsCheckingInterval?: number } = app.part(HttpAdapterHost).httpAdapter.getHttpServer();
    expect(server.connectionsCheckingInterval).toBeLessThanOrEqual(5_000);
  });

  it('two hosts are no host (RFC 9112, 3.2)', async () => {
    const answer = await spoken(head('GET /health/live HTTP/1.1', 'Host: y', 'Connection: close'));
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"field":"Host"');
  });

  it('a long parameter names nothing that is there', async () => {
    for (const [method, path] of [
      ['GET', `/api/verifications/${'a'.repeat(101)}`],
      ['DELETE', `/api/sessions/${'a'.repeat(101)}`],
      ['GET', `/api/nothing/${'a'.repeat(4_000)}`],
    ] as const)
      expect((await app.request<Problem>(method, path)).status).toBe(404);
  });

  async function spoken(text: string): Promise<string> {
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    socket.write(text);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  }
});

describe('an answer that must not be cached', () => {
  it.each(['/health', '/health/live', '/health/ready', '/metrics', '/nothing', '/api/nothing', '/telegram/webhook'])(
    '%s says so',
    async (path) => expect((await app.get(path)).headers.get('cache-control')).toBe('no-store'),
  );
});

describe('the files of Swagger UI', () => {
  const overHttp = () => new HttpClient(app.url);

  it.each(['br', 'gzip'])('are compressed (%s), and kept for a day', async (encoding) => {
    const { status, headers } = await overHttp().get('/api/docs/swagger-ui-bundle.js', { 'accept-encoding': encoding });
    expect(status).toBe(200);
    expect(headers.get('content-encoding')).toBe(encoding);
    expect(headers.get('vary')).toContain('accept-encoding');
    expect(headers.get('cache-control')).toBe('private, max-age=86400');
  });

  it('and the document itself are compressed, and not kept', async () => {
    for (const path of ['/api/openapi.json', '/api/docs/swagger-ui-init.js']) {
      const { headers } = await overHttp().get(path, { 'accept-encoding': 'gzip' });
      expect([headers.get('content-encoding'), headers.get('cache-control')]).toEqual(['gzip', 'no-store']);
    }
  });
});
