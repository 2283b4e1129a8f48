import type { Problem } from '../harness/api';
import { AppProcess } from '../harness/app.process';

const ORIGIN = 'https://a.example.org';

describe('the files of the web app', () => {
  let app: AppProcess;
  let script: string;

  beforeAll(async () => {
    app = await AppProcess.start({ CORS_ORIGINS: ORIGIN });
    const page = await (await fetch(app.url)).text();
    script = `${app.url}${/\/assets\/[\w.-]+\.js/.exec(page)![0]}`;
  });

  afterAll(() => app.close());

  it.each([[{}], [{ origin: ORIGIN }]])(
    'are kept apart by encoding and by origin, for %j (networks 23)',
    async (from) => {
      for (const encoding of ['br', 'gzip', 'identity']) {
        const { headers } = await fetch(script, { headers: { 'accept-encoding': encoding, ...from } });
        expect(headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding);
        expect(headers.get('vary')).toBe('Accept-Encoding, Origin');
        expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      }
    },
  );

  it('have no part behind their end', async () => {
    const answer = await fetch(script, { headers: { range: 'bytes=99999999-' } });
    expect(answer.status).toBe(416);
    expect(await answer.json()).toMatchObject({
      code: 'range_not_satisfiable',
      status: 416,
    } satisfies Partial<Problem>);
  });

  it('are not in the place of what is not there; a person is told so by a page', async () => {
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
    const page = await fetch(`${app.url}/nope`, { headers: { accept } });
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    for (const path of ['/robots.txt', '/.env', '/api/nope', '/oauth2/nope']) {
      const answer = await fetch(`${app.url}${path}`, { headers: { accept } });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        404,
        'application/problem+json; charset=utf-8',
      ]);
    }
  });
});
