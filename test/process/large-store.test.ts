import { statSync } from 'node:fs';
import { SqliteDatabase } from '../../src/persistence/sqlite/sqlite.database';
import { AppProcess } from '../harness/app.process';
import { Telegram } from '../harness/telegram';

const ROWS = 60_000;
const ROW_BYTES = 2_000;
const LARGE_BYTES = 64 * 1024 * 1024;

let telegram: Telegram;
let app: AppProcess;

beforeAll(async () => {
  telegram = await Telegram.start();
  app = await AppProcess.prepare(telegram.settings);
  const path = app.databaseUrl.slice('sqlite:'.length);
  const database = SqliteDatabase.open(path);
  const ends = Date.now() + 3_600_000;
  const add = database.query('INSERT INTO limits (key, used, ends_at) VALUES (:key, 1, :ends)');
  await database.write(() => {
    for (let row = 0; row < ROWS; row++) add.run({ key: String(row).padStart(ROW_BYTES, '0'), ends });
  });
  await database.close();
  expect(statSync(path).size).toBeGreaterThan(LARGE_BYTES);
});

afterAll(async () => {
  await app.close();
  await telegram.stop();
});

const status = async (path: string): Promise<number> => {
  const answer = await fetch(`${app.url}${path}`).catch(() => undefined);
  await answer?.text();
  return answer?.status ?? 0;
};

/** What was answered before the product itself did. */
async function answersWhileItStarts(): Promise<string[]> {
  const answers = new Set<string>();
  const booting = app.boot();
  let isOver = false;
  void booting.finally(() => (isOver = true));
  while (!isOver) answers.add(`live ${await status('/health/live')}, ready ${await status('/health/ready')}`);
  await booting;
  return [...answers];
}

const CHECK = 'checking the SQLite file';

it('a large store is not read through after a clean end', async () => {
  await app.boot();
  expect(app.output).not.toContain(CHECK);
});

it('after a crash it is read through in steps, the log says how far, and it is live before it is ready', async () => {
  await app.kill();
  expect(await answersWhileItStarts()).toContain('live 200, ready 503');
  expect(app.output).toMatch(new RegExp(`${CHECK}, \\d+ MB, after an unclean shutdown`));
  const steps = [...app.output.matchAll(/checked (\d+) of (\d+) tables/g)].map(([, done]) => Number(done));
  expect(steps.length).toBeGreaterThan(3);
  expect(steps).toEqual(steps.map((_, index) => index + 1));
});
