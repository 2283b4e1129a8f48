import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { rounds } from '../harness/rounds';
import { Api, type Status } from '../harness/api';
import { AppProcess } from '../harness/app.process';
import { freePort } from '../harness/ports';
import { until } from '../harness/until';

const SERVER = join(__dirname, '../../bench/soak.server.mjs');
const TOKEN = '1:soak_token';
const LUMPS = rounds(2);
/** Telegram allows 30 in a second: whoever sends what comes when it comes goes over that in the first lump. */
const IN_A_LUMP = 40;
/** Below what Telegram allows by so much that a machine busy with other tests cannot press too many into a second. */
const MESSAGES_PER_SECOND = 10;
const RUNNERS_LIMIT_MS = 600_000;
const LUMP_EVERY_MS = (IN_A_LUMP / MESSAGES_PER_SECOND) * 1000;

/** What Telegram knows: how often it answered with a fault, where it was asked too fast, what is in each chat. */
type Ledger = Readonly<{
  mishaps: Readonly<Record<string, number>>;
  breaches: Readonly<{ bot: number; chat: number }>;
  chats: Readonly<Record<string, Chat>>;
}>;
type Chat = Readonly<{ sends: number; lostSends: number; present: number; goneAt: number | null }>;
type Life = Readonly<{ person: number; told: Status; chat: Chat }>;

describe('40 registrations every four seconds while one call of twenty to Telegram fails', () => {
  let telegram: ChildProcess;
  let app: AppProcess;
  const lives: Life[] = [];
  let ledger: Ledger;

  beforeAll(
    async () => {
      const port = String(await freePort());
      const telegramUrl = `http://127.0.0.1:${port}`;
      telegram = spawn(process.execPath, [SERVER], {
        env: { PATH: process.env.PATH, PORT: port, TOKEN },
        stdio: 'ignore',
      });
      await until(async () => (await fetch(`${telegramUrl}/ready`).catch(() => undefined))?.ok, 'Telegram');
      app = await AppProcess.start({
        TELEGRAM_BOT_TOKEN: TOKEN,
        TELEGRAM_API_ROOT: `${telegramUrl}/sandbox/telegram`,
        TELEGRAM_MESSAGES_PER_SECOND: String(MESSAGES_PER_SECOND),
        OTP_TTL_SECONDS: '3',
      });
      const api = new Api(app);
      const people = await registerInLumps(api);
      await until(() => isDrained(app), 'everything to be sent and deleted');
      ledger = (await (await fetch(`${telegramUrl}/ledger`)).json()) as Ledger;
      for (const { person, id } of people)
        lives.push({ person, told: await api.status(id), chat: ledger.chats[person]! });
    },
    LUMPS * LUMP_EVERY_MS + RUNNERS_LIMIT_MS,
  );

  afterAll(async () => {
    await app.close();
    telegram.kill();
    if (telegram.exitCode === null && telegram.signalCode === null) await once(telegram, 'exit');
  });

  it('Telegram did fail, in more than one way', () => {
    expect(Object.keys(ledger.mishaps).length).toBeGreaterThan(1);
  });

  it('loses no registration: each message came and went, or its person was told why not', () => {
    const isAnswered = ({ told: { status, delivery }, chat }: Life) =>
      status === 'failed' ? delivery.error !== null : status === 'expired' && delivery.deleted_at && chat.sends > 0;
    expect(lives).toHaveLength(LUMPS * IN_A_LUMP);
    expect(lives.filter((life) => !isAnswered(life))).toEqual([]);
  });

  it('leaves no message in a chat but those whose answer Telegram lost', () => {
    expect(lives.filter(({ chat }) => chat.present > chat.lostSends)).toEqual([]);
  });

  it('takes no message away before its time', () => {
    const isEarly = ({ told: { delivery }, chat }: Life) => chat.goneAt! < Date.parse(delivery.delete_at!);
    expect(lives.filter((life) => life.told.delivery.delete_at !== null && isEarly(life))).toEqual([]);
  });

  it('never sends more in a second than Telegram takes from a bot, though the people came in lumps', () => {
    expect(ledger.breaches.bot).toBe(0);
  });
});

/** As many as go out until the next come: the queue grows and is worked off, again and again. */
async function registerInLumps(api: Api): Promise<{ person: number; id: string }[]> {
  const answers: Promise<{ person: number; id: string }>[] = [];
  for (let lump = 0; lump < LUMPS; lump++) {
    if (lump > 0) await pause(LUMP_EVERY_MS);
    for (let asked = 0; asked < IN_A_LUMP; asked++) answers.push(register(api));
  }
  return Promise.all(answers);
}

async function register(api: Api): Promise<{ person: number; id: string }> {
  const person = api.nextPerson();
  const { verification_id: id } = await api.register({ telegram_chat_id: person });
  return { person, id };
}

async function isDrained(app: AppProcess): Promise<boolean> {
  const { body } = await app.get<string>('/metrics');
  return /^deliveries_pending 0$/m.test(body) && /^deletions_pending 0$/m.test(body);
}
