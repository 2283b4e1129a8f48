import type { Problem } from '../harness/api';
import { AppProcess } from '../harness/app.process';

const ORIGIN = 'https://a.example.org';

describe('the files of the web app', () => {
  let app: AppProcess;
  let script: string;

  beforeAll(async () => {
    app = await AppProcess.start({ CORS_ORIGINS: ORIGIN });
    const page = await app.get<string>('/');
    script = /\/assets\/[\w.-]+\.js/.exec(page.body)![0];
  });

  afterAll(() => app.close());

  it.each([[{}], [{ origin: ORIGIN }]])(
    'are kept apart by encoding and by origin, for %j (networks 23)',
    async (from) => {
      for (const encoding of ['br', 'gzip', 'identity']) {
        const { headers } = await app.get(script, { 'accept-encoding': encoding, ...from });
        expect(headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding);
        expect(headers.get('vary')).toBe('Accept-Encoding, Origin');
        expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      }
    },
  );

  it('have no part behind their end', async () => {
    const answer = await app.get<Problem>(script, { range: 'bytes=99999999-' });
    expect(answer).toMatchObject({ status: 416, body: { code: 'range_not_satisfiable', status: 416 } });
  });

  it('are not another state than the one there is', async () => {
    const answer = await app.get<Problem>(script, { 'if-match': '"another"' });
    expect(answer).toMatchObject({ status: 412, body: { code: 'precondition_failed', status: 412 } });
  });

  it('tell robots what there is to find', async () => {
    const { status, headers, body } = await app.get<string>('/robots.txt');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(body).toContain('Disallow: /api/');
  });

  it('are no page’s of their own', async () => {
    for (const page of ['index', 'admin', 'sandbox']) expect((await app.get(`/${page}.html`)).status).toBe(404);
  });

  it('are not in the place of what is not there; a person is told so by a page', async () => {
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
    const page = await app.get('/nope', { accept });
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    for (const path of ['/sitemap.xml', '/.env', '/api/nope', '/oauth2/nope']) {
      const answer = await app.get(path, { accept });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        404,
        'application/problem+json; charset=utf-8',
      ]);
    }
  });
});
