import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppProcess } from '../harness/app.process';
import { beginCommand } from '../harness/command';
import { Telegram } from '../harness/telegram';
import { until } from '../harness/until';

const ACTS = 9;

type Entry = Readonly<{ seq: number; action: string; request_id: string | null }>;
type Circuits = Readonly<{ circuits: readonly [Readonly<{ bot: number }>] }>;

const linesOf = (text: string) => text.split('\n').filter(Boolean);

describe('the audit', () => {
  let telegram: Telegram;
  let app: AppProcess;
  let bot: number;

  beforeAll(async () => {
    telegram = await Telegram.start();
    app = await AppProcess.start(telegram.settings);
    await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
    bot = (await app.get<Circuits>('/api/admin/circuits')).body.circuits[0].bot;
  });

  afterAll(async () => {
    await app.close();
    await telegram.stop();
  });

  const isOnMongo = () => app.databaseUrl.startsWith('mongodb');
  const reset = () => app.post(`/api/admin/circuits/${bot}/reset`, {});
  const exported = async () => linesOf((await app.get<string>('/api/admin/audit/export')).body);

  /** Runs the command that an operator would run beside the app. */
  const verify = (...args: string[]) =>
    beginCommand('audit.verify', args, { cwd: app.folder, env: { DATABASE_URL: app.databaseUrl } }).ended;

  it('is exported as lines that verify by themselves, and that tell when they were touched', async () => {
    for (let act = 0; act < ACTS; act++) await reset();
    const lines = await exported();
    const verdictOn = (name: string, text: readonly string[], ...more: string[]) => {
      writeFileSync(join(app.folder, name), `${text.join('\n')}\n`);
      return verify(name, ...more);
    };

    const whole = await verdictOn('whole', lines);
    expect(whole.code).toBe(0);
    expect(whole.said).toContain('10 entries, chain intact, from seq 1 to 10\n');
    const anchor = /\d+:[0-9a-f]{64}/.exec(whole.said)![0];
    const forged = lines.with(4, lines[4]!.replace('circuit_reset', 'delivery_tested'));
    const verdicts = await Promise.all([
      verdictOn('forged', forged),
      verdictOn('longer', [...lines, 'no entry']),
      verdictOn('anchored', lines, '--anchor', anchor),
      verdictOn('shorter', lines.slice(0, 8), '--anchor', anchor),
      verify('whole', '--anchor', '9'),
      verify('no-such-file'),
    ]);
    const intact = (sentence: string) => ({ code: 0, said: expect.stringContaining(sentence) as string });
    const broken = (entry: number) => ({
      code: 1,
      said: expect.stringContaining(`broken at entry ${entry}`) as string,
    });
    const refused = { code: 2 };
    expect(verdicts).toMatchObject([
      broken(5),
      broken(11),
      intact('10 entries, chain intact'),
      broken(9),
      refused,
      refused,
    ]);
  });

  it('has everything that was answered before a kill, in one chain that goes on after it', async () => {
    const answered: string[] = [];
    const act = async () => {
      const answer = await reset().catch(() => undefined);
      if (answer?.status === 200) answered.push(answer.headers.get('x-request-id')!);
    };
    const acts = Array.from({ length: 8 }, async () => {
      for (let turn = 0; app.isRunning && turn < 1000; turn++) await act();
    });
    await until(() => answered.length > 50, 'some acts');
    await app.crash();
    await Promise.all(acts);
    expect((await verify()).code).toBe(0);
    await app.boot();
    await act();
    const lines = (await exported()).map((line) => JSON.parse(line) as Entry);
    const requests = new Set(lines.map(({ request_id: id }) => id));
    expect(answered.filter((id) => !requests.has(id))).toEqual([]);
    expect((await app.get('/api/admin/audit/verify')).body).toMatchObject({ intact: true });
  });

  it('is verified in the store, by a command that changes nothing', async () => {
    const last = (await exported()).length;
    expect((await app.get('/api/admin/audit/verify')).body).toMatchObject({ intact: true, entries: last, to: last });
    if (!isOnMongo()) {
      const { code, said } = await verify();
      expect(code).toBe(2);
      expect(said).toContain('another process is using the file');
      expect(said).toContain('/api/admin/audit/export');
      await app.signal('SIGTERM');
    }
    const sentence = `${last} entries, chain intact, from seq 1 to ${last}`;
    expect(await verify()).toEqual({ code: 0, said: expect.stringContaining(sentence) as string });
  });
});
