import { Api } from './harness/api';
import { AppProcess } from './harness/app.process';
import { production } from './harness/production';
import { codeOf, Telegram } from './harness/telegram';
import { until } from './harness/until';

const { adminKey: ADMIN_KEY, settings } = production;

describe('in production', () => {
  let telegram: Telegram;
  let app: AppProcess;

  beforeAll(async () => {
    telegram = await Telegram.start();
    app = await AppProcess.start({ ...settings, ...telegram.settings });
  });

  afterAll(async () => {
    await app.close();
    await telegram.stop();
  });

  it.each(['/api/docs', '/api/docs/swagger-ui-init.js', '/api/openapi.json', '/metrics'])(
    '%s is only for who has the admin key (security 31)',
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

  it('there is no sandbox', async () => {
    for (const path of ['/sandbox', '/sandbox/api/state', '/sandbox/telegram/bot1:x/getMe'])
      expect((await app.get(path)).status).toBe(404);
  });

  it('the main job works, and each log line is JSON with a request id where there is a request', async () => {
    const api = new Api(app);
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
