import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import type { FaultOrder } from '../../src/sandbox/sandbox.faults';
import { openConnection } from '../../src/persistence/sqlite/sqlite.driver';
import { Api, type Started } from './api';
import { AppProcess } from './app.process';
import { codeOf, Telegram, type PhoneMessage } from './telegram';
import { until } from './until';

const TRAP = join(__dirname, 'kill.points.cjs');

const HALVES = `
  SELECT id FROM verifications WHERE status = 'sending' AND delivery_id NOT IN (SELECT id FROM deliveries)
  UNION SELECT id FROM deliveries WHERE verification_id NOT IN (SELECT id FROM verifications)`;

/** A registration as its client sees it: with a key, so that who got no answer may ask again. */
export type Applicant = Readonly<{ person: number; email: string; key: string }>;

/** How many messages with a dead code may stay in a chat: those whose id died with the process. */
export type Ghosts = readonly number[];

export const NONE: Ghosts = [0];
export const ONE: Ghosts = [1];
/** The write was on its way: whether it was done is the database's to say. */
export const MAYBE: Ghosts = [0, 1];

/** The product, a Telegram that outlives it, and a trap that stops the one at a named step. */
export class KillStage {
  /**
   * On SQLite, what the last death left of registrations that were half stored: verifications on their way without a
   * message, and messages without their verification.
   */
  halves = 0;
  /** The longest that nobody was there, from a death to the next start's first answer. */
  longestAbsenceMs = 0;

  private constructor(
    readonly telegram: Telegram,
    readonly app: AppProcess,
    readonly api: Api,
    private readonly folder: string,
  ) {}

  static async open(settings: Readonly<Record<string, string>>): Promise<KillStage> {
    const telegram = await Telegram.start();
    const folder = mkdtempSync(join(tmpdir(), 'telega2go-kill-'));
    const options = [`--require "${TRAP}"`, settings.NODE_OPTIONS].filter(Boolean).join(' ');
    const trap = { NODE_OPTIONS: options, KILL_AT_FILE: join(folder, 'step') };
    const app = await AppProcess.prepare({ ...telegram.settings, ...settings, ...trap });
    return new KillStage(telegram, app, new Api(app), folder);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.telegram.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get isOnSqlite(): boolean {
    return this.app.databaseUrl.startsWith('sqlite:');
  }

  /** A living product without a trap, whatever the story before has left. */
  async reset(): Promise<void> {
    rmSync(this.stepFile, { force: true });
    this.telegram.world.faults.clear();
    if (!this.app.isRunning) await this.app.boot();
  }

  applicant(): Applicant {
    const person = this.api.nextPerson();
    return { person, email: `ann${person}@example.org`, key: `key-of-${person}` };
  }

  async register({ person, email, key }: Applicant): Promise<Started> {
    const { status, body } = await this.api.tryRegister(
      { telegram_chat_id: person, email },
      { 'idempotency-key': key },
    );
    if (status !== 202) throw new Error(`register answered ${status}: ${JSON.stringify(body)}`);
    return body as Started;
  }

  /** One whose message is in Telegram. */
  async registered(): Promise<Readonly<{ id: string; person: number; message: PhoneMessage }>> {
    const applicant = this.applicant();
    const { verification_id: id } = await this.register(applicant);
    await this.api.untilStatus(id, 'sent');
    const [message] = await this.telegram.untilCodeMessages(applicant.person, 1);
    return { id, person: applicant.person, message: message! };
  }

  /** Telegram answers no send to this person and carries none out, as long as this process lives. */
  holdSends(chatId: number): void {
    this.telegram.misbehave({ fault: 'silence', method: 'sendPhoto', chatId, times: null });
  }

  /** The process dies at the step that `act` leads to, and is started again. @returns what `act` got, if it got an answer */
  async killAt<T>(step: string, act: () => Promise<T>): Promise<T | undefined> {
    this.set(step);
    const answer = await ifAnswered(act());
    await this.untilReached(step);
    await this.startAgain();
    return answer;
  }

  /** The same where the step is a call that Telegram holds up. */
  async killWhile<T>(fault: FaultOrder, act: () => Promise<T>): Promise<T> {
    const { id } = this.telegram.world.faults.add(fault);
    const answer = await act();
    await until(() => this.telegram.world.faults.list().some((it) => it.id === id && it.hits > 0), 'the call');
    await this.startAgain();
    return answer;
  }

  /** The process dies at one step, and the one that is started then at another, on its way up. */
  async killAtStart(step: string, stepAtStart: string, act: () => Promise<unknown>): Promise<void> {
    this.set(step);
    await ifAnswered(act());
    await this.untilReached(step);
    await this.bury();
    this.set(stepAtStart);
    const exit = this.app.bootAndExit();
    await this.untilReached(stepAtStart);
    await exit;
    await this.startAgain();
  }

  /** Of all codes in the chat one opens it, the newest; then nothing is left but what nobody can delete. */
  async expectOneLivingCode(id: string, person: number, ghosts: Ghosts = [0]): Promise<void> {
    await this.api.untilStatus(id, 'sent');
    const [living, ...dead] = await until(
      async () => {
        const found = await this.telegram.codeMessages(person);
        const newestFirst = found.toSorted((a, b) => b.message_id - a.message_id);
        return ghosts.includes(found.length - 1) ? newestFirst : undefined;
      },
      `one message, and ${ghosts.join(' or ')} with a dead code`,
    );
    for (const ghost of dead) expect(await this.api.verifyOtp(id, codeOf(ghost)!)).toMatchObject({ status: 401 });
    expect(await this.api.verifyOtp(id, codeOf(living!)!)).toMatchObject({ status: 200 });
    await this.expectGone(id, person, dead.length);
  }

  async expectGone(id: string, person: number, ghosts = 0): Promise<void> {
    const isGone = async () => (await this.telegram.codeMessages(person)).length === ghosts;
    await until(isGone, `the messages of ${person} to be gone`);
    await until(async () => (await this.api.status(id)).delivery.deleted_at, 'that to be known');
  }

  /** What the file that the dead process left says; a copy is asked, for the first to open it repairs it. */
  private readStore(sql: string): unknown[] {
    const copy = join(this.folder, 'copy.sqlite');
    for (const part of ['', '-wal']) {
      rmSync(copy + part, { force: true });
      const file = this.app.databaseUrl.slice('sqlite:'.length) + part;
      if (existsSync(file)) copyFileSync(file, copy + part);
    }
    const connection = openConnection(copy, 0);
    try {
      return connection.prepare(sql).all();
    } finally {
      connection.close();
    }
  }

  /** At once: the product reads it at each step, and must not find half of it. */
  private set(step: string): void {
    writeFileSync(`${this.stepFile}.new`, step);
    renameSync(`${this.stepFile}.new`, this.stepFile);
  }

  private get stepFile(): string {
    return join(this.folder, 'step');
  }

  private async untilReached(step: string): Promise<void> {
    await until(() => !existsSync(this.stepFile) || !this.app.isRunning, `the process to get ${step}`);
    const code = await this.app.signal('SIGKILL');
    if (code !== null) throw new Error(`the process ended by itself with ${code}:\n${this.app.output}`);
  }

  private async startAgain(): Promise<void> {
    const diedAt = performance.now();
    await this.bury();
    this.telegram.world.faults.clear();
    await this.app.boot();
    this.longestAbsenceMs = Math.max(this.longestAbsenceMs, performance.now() - diedAt);
  }

  /** Dead, what it left is whole; and nobody has to wait until its leases are over. */
  private async bury(): Promise<void> {
    await this.app.crash();
    if (!this.isOnSqlite) return endHandling(this.app.databaseUrl);
    expect(this.readStore('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    this.halves = this.readStore(HALVES).length;
  }
}

/** Undefined where the connection broke before the answer came. */
async function ifAnswered<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (['fetch failed', 'terminated'].includes((error as Error).message)) return undefined;
    throw error;
  }
}

/** What time would do: nobody waits for what a dead process had in hand. */
async function endHandling(url: string): Promise<void> {
  const client = new mongo.MongoClient(url);
  const over = new Date(0);
  try {
    const db = client.db();
    const of = (name: string) => db.collection(name);
    await of('handled_updates').updateMany({ busyUntil: { $exists: true } }, { $set: { busyUntil: over } });
    await of('webhooks').updateMany({ holder: { $exists: true }, dueAt: { $exists: true } }, { $set: { dueAt: over } });
    await of('logouts').updateMany({ dueAt: { $exists: true } }, { $set: { dueAt: over } });
  } finally {
    await client.close();
  }
}
