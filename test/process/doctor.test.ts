import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { AppProcess } from '../harness/app.process';
import { httpsFront } from '../harness/https.front';

const DOCTOR = join(__dirname, '../../dist/doctor.js');

describe('npm run doctor', () => {
  let app: AppProcess;

  beforeAll(async () => {
    app = await AppProcess.start();
  });
  afterAll(() => app.close());

  const run = (changes: Readonly<Record<string, string>> = {}) =>
    new Promise<{ code: number; said: string }>((resolve) => {
      const { port } = new URL(app.url);
      const env = {
        PATH: process.env.PATH,
        PORT: port,
        DATA_DIR: app.folder,
        DATABASE_URL: app.databaseUrl,
        ...changes,
      };
      const child = execFile(process.execPath, [DOCTOR], { cwd: app.folder, env }, (_, stdout, stderr) =>
        resolve({ code: child.exitCode!, said: `${stdout}${stderr}` }),
      );
    });

  it('looks at a running product, and finds nothing wrong', async () => {
    const { code, said } = await run();
    expect(said).toMatch(/^ok {7}settings: can be used\n.* {2}product: runs here/);
    expect(said).not.toContain('WRONG');
    expect(code).toBe(0);
  });

  it('ends with 78 where the settings cannot be used, and names them', async () => {
    const { code, said } = await run({ OTP_LENGTH: '5', ADMIN_API_KEY: 'too-short-a-thing' });
    expect([code, said.match(/^WRONG .*$/gm)]).toEqual([
      78,
      [expect.stringContaining('settings: OTP_LENGTH '), expect.stringContaining('settings: ADMIN_API_KEY ')],
    ]);
    expect(said).not.toContain('too-short-a-thing');
  });

  it('ends with 1 where something is wrong, and says what mends it', async () => {
    const { code, said } = await run({ TELEGRAM_BOT_TOKEN: '1:abc', TELEGRAM_API_ROOT: `${app.url}/nowhere` });
    expect(code).toBe(1);
    expect(said).toMatch(/^WRONG {4}bot 1: .*\n {9}→ .+\.$/m);
  });

  it('tells that a certificate ends soon', async () => {
    const { url, cert, close } = await httpsFront(() => new URL(app.url).port);
    const trusted = join(app.folder, 'certificate.pem');
    writeFileSync(trusted, cert);
    const { code, said } = await run({ PUBLIC_URL: url, NODE_EXTRA_CA_CERTS: trusted });
    await close();
    expect(said).toMatch(/^careful {2}TLS: the certificate ends in \d days\n {9}→ It should have been renewed/m);
    expect(said).toContain('ok       PUBLIC_URL: is reached from this machine');
    expect(code).toBe(0);
  });

  it('tells names that only look like settings', async () => {
    expect((await run({ TELEGRAM_TOKEN: 'x' })).said).toContain(
      'careful  settings: no settings of Telega2Go: TELEGRAM_TOKEN\n',
    );
  });
});
