import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aProgram, ClientApp } from '../harness/client.app';
import { MailServer } from '../harness/mail.server';
import { fetchAlone } from '../harness/openid.browser';

let page: Server;

/** The page behind the proxy shows what it is told of who asks. */
beforeAll(async () => {
  page = createServer(({ headers }, response) => {
    response.setHeader('connection', 'close');
    response.end(JSON.stringify(headers));
  });
  await once(page.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  page.close();
  await once(page, 'close');
});

const start = (more: readonly string[], settings = {}) =>
  ClientApp.open(
    aProgram(({ issuer, clientId, clientSecret, port, url }) => ({
      command: process.env.OAUTH2_PROXY_PATH!,
      args: [
        '--provider=oidc',
        `--oidc-issuer-url=${issuer}`,
        `--client-id=${clientId}`,
        `--client-secret=${clientSecret}`,
        `--redirect-url=${url}/oauth2/callback`,
        '--code-challenge-method=S256',
        '--email-domain=*',
        '--skip-provider-button',
        `--cookie-secret=${'c'.repeat(32)}`,
        '--cookie-secure=false',
        `--http-address=127.0.0.1:${port}`,
        `--upstream=http://127.0.0.1:${(page.address() as AddressInfo).port}`,
        ...more,
      ],
    })),
    '/oauth2/callback',
    settings,
  );

describe('a page behind oauth2-proxy that goes by the account', () => {
  let app: ClientApp;

  beforeAll(async () => (app = await start(['--oidc-email-claim=sub'])));
  afterAll(() => app.close());

  it('is hidden from a visitor who has not signed in', async () => {
    const response = await fetchAlone(app.given.url, { redirect: 'manual' });
    await response.text();
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toMatch(`${app.given.issuer}/oauth2/authorize?`);
  });

  it('is told with each request who has signed in', async () => {
    const { status, text, sub, browser } = await app.signIn('/some/page');
    expect(`${status}: ${text}`).toMatch('200: ');
    expect(JSON.parse(text)).toMatchObject({ 'x-forwarded-user': sub, 'x-forwarded-email': sub });
    expect(await (await browser.ask('/another')).json()).toMatchObject({ 'x-forwarded-user': sub });
  });

  it('is not shown to a person who has cancelled', async () => {
    const { status, text, browser } = await app.signIn('/', { answer: 'abort' });
    expect(status).toBe(403);
    expect(text).not.toMatch('x-forwarded-user');
    expect((await browser.ask('/')).status).toBe(302);
  });
});

describe('a page behind oauth2-proxy that goes by the e-mail', () => {
  let app: ClientApp;
  let mail: MailServer;

  beforeAll(async () => {
    mail = await MailServer.open();
    app = await start([], { SMTP_URL: mail.url, MAIL_FROM: 'sign-in@example.org' });
  });
  afterAll(async () => {
    await app.close();
    await mail.close();
  });

  it('is not shown to a person who has not proven it', async () => {
    const { status, text, browser } = await app.signIn('/');
    expect(status).toBe(403);
    expect(text).not.toMatch('x-forwarded-user');
    expect((await browser.ask('/')).status).toBe(302);
  });

  it('is told the e-mail of a person who has proven it', async () => {
    const prove = async (token: string) => {
      const headers = { authorization: `Bearer ${token}` };
      const call = '/api/profile/email/verification';
      await app.product.post(call, {}, headers);
      const [code] = mail.codesTo('ann@example.org');
      expect((await app.product.post(`${call}/check`, { code }, headers)).status).toBe(200);
    };
    const { status, text, sub } = await app.signIn('/', { before: prove });
    expect(`${status}: ${text}`).toMatch(/^200: /);
    expect(JSON.parse(text)).toMatchObject({ 'x-forwarded-user': sub, 'x-forwarded-email': 'ann@example.org' });
  });
});
