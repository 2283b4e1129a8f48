import { AppProcess } from './harness/app.process';

const EX_CONFIG = 78;

describe('a start with settings that cannot be used', () => {
  let app: AppProcess;

  beforeEach(async () => {
    app = await AppProcess.prepare();
  });

  afterEach(() => app.close());

  it('ends with the exit code for configuration, one line a fault, each with its variable and without its value', async () => {
    const faults = { PORT: '-80', OTP_LENGTH: 'six-ish', TELEGRAM_BOT_TOKEN: '4242:no token!', LOG_LEVEL: 'loudest' };
    expect(await app.bootAndExit(faults)).toBe(EX_CONFIG);
    const lines = app.output.trim().split('\n');
    expect(lines).toHaveLength(Object.keys(faults).length);
    for (const name of Object.keys(faults)) expect(lines).toContainEqual(expect.stringContaining(`${name} `));
    for (const value of Object.values(faults)) expect(app.output).not.toContain(value);
  });

  it('names everything that production lacks, the sandbox included', async () => {
    expect(await app.bootAndExit({ NODE_ENV: 'production' })).toBe(EX_CONFIG);
    for (const name of ['PUBLIC_URL', 'TELEGRAM_BOT_TOKEN', 'MAGIC_LINK_SECRET', 'JWT_PRIVATE_KEY', 'ADMIN_API_KEY'])
      expect(app.output).toContain(`${name} is required in production`);
  });

  it('takes back nothing once the settings are mended', async () => {
    expect(await app.bootAndExit({ OTP_LENGTH: '3' })).toBe(EX_CONFIG);
    await app.boot();
    expect((await app.get('/health/live')).status).toBe(200);
  });
});
