import { join } from 'node:path';
import { existsSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { AppProcess } from '../harness/app.process';
import { beginCommand } from '../harness/command';
import { aTemporaryFolder } from '../harness/sqlite.store';
import { httpsFront } from '../harness/https.front';

describe('npm run doctor', () => {
  let app: AppProcess;

  beforeAll(async () => {
    app = await AppProcess.start();
  });
  afterAll(() => app.close());

  const environment = () => ({
    PORT: new URL(app.url).port,
    DATA_DIR: app.folder,
    DATABASE_URL: app.databaseUrl,
  });

  const begin = (changes: Readonly<Record<string, string>> = {}) =>
    beginCommand('doctor', [], { cwd: app.folder, env: { ...environment(), ...changes } });
  const run = (changes?: Readonly<Record<string, string>>) => begin(changes).ended;

  it('looks at a running product, and finds nothing wrong', async () => {
    const { code, said } = await run();
    expect(said).toMatch(/^Examined: .*\nok {7}settings: can be used\n.* {2}product: runs here/);
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
    expect(said.match(/Nothing else was looked at/g)).toHaveLength(1);
  });

  it('ends with 1 where something is wrong, and says what mends it', async () => {
    const { code, said } = await run({ TELEGRAM_BOT_TOKEN: '1:abc', TELEGRAM_API_ROOT: `${app.url}/nowhere` });
    expect(code).toBe(1);
    expect(said).toMatch(/^WRONG {4}bot 1: .*\n {9}→ .+\.$/m);
  });

  it('ends quietly where its output is no longer read', async () => {
    const { child, ended } = begin();
    child.stdout.once('data', () => child.stdout.destroy());
    const [said, { code }] = await Promise.all([text(child.stderr), ended]);
    expect([said, code]).toEqual(['', 0]);
  });

  it('tells that a certificate ends soon', async () => {
    const { url, cert, close } = await httpsFront(() => new URL(app.url).port);
    const trusted = join(app.folder, 'certificate.pem');
    writeFileSync(trusted, cert);
    await app.signal('SIGTERM');
    await app.boot({ PUBLIC_URL: url });
    const { code, said } = await run({ PUBLIC_URL: url, NODE_EXTRA_CA_CERTS: trusted });
    await close();
    await app.signal('SIGTERM');
    await app.boot();
    expect(said).toMatch(/^careful {2}TLS: the certificate expires in \d days\n {9}→ It should have been renewed/m);
    expect(said).toContain('ok       PUBLIC_URL: can be reached from this machine');
    expect(code).toBe(0);
  });

  it('tells names that only look like settings, beside faults too', async () => {
    const line = 'careful  settings: unknown settings, ignored: TELEGRAM_TOKEN\n';
    expect((await run({ TELEGRAM_TOKEN: 'x' })).said).toContain(line);
    expect((await run({ TELEGRAM_TOKEN: 'x', OTP_LENGTH: '5' })).said).toContain(line);
  });

  it('says first which installation it examines, without a password', async () => {
    expect((await run()).said.split('\n')[0]).toBe(
      `Examined: NODE_ENV=development, store: ${join(app.folder, 'test.sqlite')}, PUBLIC_URL=${app.url}`,
    );
    const options = 'authMechanismProperties=AWS_SESSION_TOKEN:hunter2';
    const { said } = await run({ DATABASE_URL: `mongodb://ann:hunter2@127.0.0.1:1/people?${options}` });
    expect(said.split('\n')[0]).toContain(', store: the MongoDB database people at 127.0.0.1:1, ');
    expect(said).not.toContain('hunter');
  });

  it('says so where the product that answers is not the one of its own settings', async () => {
    const folder = aTemporaryFolder();
    const { code, said } = await run({ DATA_DIR: folder.path, DATABASE_URL: `sqlite:${folder.path}/none.sqlite` });
    expect(said).toMatch(/^WRONG {4}product: what answers at its port has other settings .*JWT_PRIVATE_KEY$/m);
    expect(said).not.toContain('PUBLIC_URL: ');
    expect(code).toBe(1);
    folder.remove();
  });

  it('makes nothing where nothing was started yet, so that the first start shows its admin key', async () => {
    const first = await AppProcess.prepare();
    const path = join(first.folder, 'data');
    const settings = { PORT: new URL(first.url).port, DATA_DIR: path, DATABASE_URL: `sqlite:${path}/new.sqlite` };
    await run(settings);
    expect(existsSync(path)).toBe(false);
    await first.close();
  });
});
