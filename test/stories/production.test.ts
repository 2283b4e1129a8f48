import { generateKeyPairSync } from 'node:crypto';
import type { Problem } from '../harness/api';
import { House } from '../harness/house';
import { production } from '../harness/production';
import { codeOf } from '../harness/telegram';
import { until } from '../harness/until';
import { aWebhookSecret } from '../harness/webhook.stage';

const { adminKey: ADMIN_KEY, settings } = production;

describe('in production', () => {
  let house: House;
  let telegram: House['telegram'];
  let app: House['app'];

  beforeAll(async () => {
    const webhook = { WEBHOOK_URL: 'https://127.0.0.1:1/', WEBHOOK_SECRET: aWebhookSecret() };
    house = await House.open({ ...settings, ...webhook });
    ({ telegram, app } = house);
  });

  afterAll(() => house.close());

  it.each(['/api/docs', '/api/docs/swagger-ui-init.js', '/api/openapi.json', '/metrics'])(
    '%s needs the admin key (security 31)',
    async (path) => {
      expect((await app.get(path)).status).toBe(401);
      expect((await app.get(path, { 'x-admin-key': `${ADMIN_KEY}x` })).status).toBe(401);
      expect((await app.get(path, { 'x-admin-key': ADMIN_KEY })).status).toBe(200);
      expect((await app.get(path, { authorization: `Bearer ${ADMIN_KEY}` })).status).toBe(200);
    },
  );

  it.each(['/api/%64ocs', '/api/%64ocs/swagger-ui-init.js', '/api/openapi%2ejson', '/%61pi/openapi.json'])(
    'another spelling, %s, opens nothing either',
    async (path) => {
      expect((await app.get(path)).status).toBe(401);
    },
  );

  it.each([
    ['GET', 'deliveries'],
    ['GET', 'deliveries/x'],
    ['GET', 'verifications/x/timeline'],
    ['GET', 'circuits'],
    ['POST', 'deliveries/test'],
    ['POST', 'circuits/1/reset'],
    ['GET', 'audit'],
    ['GET', 'audit/export'],
    ['GET', 'audit/verify'],
    ['GET', 'webhooks'],
    ['GET', 'apps'],
    ['GET', 'apps/x'],
    ['PATCH', 'apps/x'],
    ['POST', 'apps/x/secrets'],
    ['POST', 'apps/x/disable'],
    ['POST', 'webhooks/replay'],
    ['POST', 'webhooks/x/replay'],
  ])('%s /api/admin/%s needs the admin key (security 31)', async (method, path) => {
    const ask = (headers: Record<string, string>) =>
      app.request<Problem>(method, `/api/admin/${path}`, undefined, headers);
    const strangers: Record<string, string>[] = [
      {},
      { 'x-admin-key': `${ADMIN_KEY}x` },
      { 'x-admin-key': 'x' },
      { authorization: 'Bearer x' },
    ];
    for (const headers of strangers) {
      const { status, body } = await ask(headers);
      expect([status, body.code]).toEqual([401, 'unauthorized']);
    }
    const keys: Record<string, string>[] = [{ 'x-admin-key': ADMIN_KEY }, { authorization: `Bearer ${ADMIN_KEY}` }];
    for (const headers of keys) {
      const { status } = await ask(headers);
      expect(status).not.toBe(401);
      if (path.startsWith('audit')) expect(status).toBe(200);
    }
  });

  it('Swagger UI asks a browser for the admin key as a password (security 31)', async () => {
    const as = (password: string) => ({ authorization: `Basic ${btoa(`anybody:${password}`)}` });
    const stranger = await app.get('/api/docs');
    expect(stranger.status).toBe(401);
    expect(stranger.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
    expect((await app.get('/api/docs', as(`${ADMIN_KEY}x`))).status).toBe(401);
    expect((await app.get('/api/docs', as(ADMIN_KEY))).status).toBe(200);
    // A password opens the page, and nothing that could be asked for from another one.
    expect((await app.get('/api/admin/users', as(ADMIN_KEY))).status).toBe(401);
  });

  it('an app with RS256 is refused where no key was given for it, and one with ES256 is not', async () => {
    const admin = { 'x-admin-key': ADMIN_KEY };
    const shop = { id: 'shop', name: 'Shop', redirect_uris: ['https://shop.example/'] };
    const refused = await app.post<Problem & { title: string }>('/api/admin/apps', shop, admin);
    expect([refused.status, refused.body.code]).toEqual([409, 'rs256_unavailable']);
    expect(refused.body.title).toContain('JWT_RSA_PRIVATE_KEY');
    const es256 = { ...shop, id_token_signed_response_alg: 'ES256' };
    expect((await app.post('/api/admin/apps', es256, admin)).status).toBe(201);
    const back = { id_token_signed_response_alg: 'RS256' };
    expect((await app.patch('/api/admin/apps/shop', back, admin)).status).toBe(409);
    const { keys } = (await app.get<{ keys: { alg: string }[] }>('/.well-known/jwks.json')).body;
    expect(keys.map(({ alg }) => alg)).toEqual(['ES256']);
  });

  it('there is no sandbox', async () => {
    for (const path of ['/sandbox', '/sandbox/api/state', '/sandbox/telegram/bot1:x/getMe'])
      expect((await app.get(path)).status).toBe(404);
  });

  it('the main job works, and each log line is JSON with a request id where there is a request', async () => {
    const { api } = house;
    const started = await api.register({ telegram_chat_id: 815 });
    const [message] = await telegram.untilCodeMessages(815, 1);
    expect(await api.verifyOtp(started.verification_id, codeOf(message!)!)).toMatchObject({ status: 200 });
    await until(() => app.output.includes('/api/verify-otp'), 'the log line');
    const lines = app.output.split('\n').filter((line) => line.startsWith('{'));
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const requests = entries.filter(({ msg }) => msg === 'request');
    expect(requests.map(({ route }) => route)).toContain('/api/verify-otp');
    for (const entry of requests) expect(entry.request_id).toMatch(/^[\w-]{22}$/);
    expect(app.output).not.toContain(started.verification_id);
  });

  it('answers carry the security headers (security 26)', async () => {
    const { headers } = await app.get('/');
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('permissions-policy')).toContain('camera=(self), microphone=()');
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*/);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('strict-transport-security')).toContain('max-age=31536000');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect((await app.get('/api/app')).headers.get('cache-control')).toBe('no-store');
  });

  it('the metrics tell what was done, by the names of the contract', async () => {
    const { body } = await app.get<string>('/metrics', { 'x-admin-key': ADMIN_KEY });
    expect(body).toMatch(/^otp_sent_total 1$/m);
    expect(body).toMatch(/^verifications_total\{outcome="verified",door="otp"\} 1$/m);
    for (const name of ['otp_failed_total', 'rate_limit_exceeded_total', 'telegram_request_duration_seconds'])
      expect(body).toContain(`# TYPE ${name}`);
    for (const name of ['telegram_timeouts_total', 'otp_delivery_duration_seconds', 'qr_generation_duration_seconds'])
      expect(body).toContain(`# TYPE ${name}`);
    for (const name of ['deliveries_pending', 'deletions_pending', 'message_overstay_seconds'])
      expect(body).toContain(`# TYPE ${name}`);
    expect(body).toContain('http_request_duration_seconds_count{method="POST",route="/api/register",status="202"} 1');
  });
});

describe('in production without the key that registered apps need', () => {
  it('an operator reads at the start which apps cannot sign people in', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
    const house = await House.open({ ...settings, JWT_RSA_PRIVATE_KEY: rsa.toString() });
    const { app } = house;
    const shop = { id: 'shop', name: 'Shop', redirect_uris: ['https://shop.example/'] };
    expect((await app.post('/api/admin/apps', shop, { 'x-admin-key': ADMIN_KEY })).status).toBe(201);
    await app.stop();
    await app.boot();
    await app.untilBotWorks();
    expect(app.output).not.toContain('JWT_RSA_PRIVATE_KEY is missing');
    await app.stop();
    await app.boot({ JWT_RSA_PRIVATE_KEY: '' });
    await until(() => /JWT_RSA_PRIVATE_KEY is missing.*"shop"/.test(app.output), 'the line in the log');
    await house.close();
  });
});
