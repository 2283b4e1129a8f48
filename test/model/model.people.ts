import { clock } from '../../src/clock';
import { statusAt, type Door, type Verification } from '../../src/verification/verification';
import type { ModelRun } from './model.run';
import type { ModelTelegram } from './model.telegram';

/** One person who signs in, and what they were promised. */
export type Person = {
  readonly verification: Verification;
  /** Was told that it goes on. */
  isAccepted: boolean;
  /** Was told that this message is on its way. */
  promised?: string;
  /** Secrets of generations below are dead: that was told. */
  deadBelow: number;
  /** Messages of generations below were called back. */
  calledBackBelow: number;
  /** Used, cancelled or locked: that was told. */
  isOver: boolean;
  sessions: number;
  /** Runs that have a request and did not answer yet. */
  readonly busy: ModelRun[];
};

const APPLICANT = { name: 'Ann', email: 'ann@example.org' };
const REQUESTER = { browser: 'Firefox', system: 'Linux' };
const OVER = ['verified', 'locked', 'cancelled'];

/** What people ask of a run: the steps of the rooms beyond this one, in their order. */
export class People {
  readonly all: Person[] = [];

  constructor(
    private readonly botId: number,
    private readonly telegram: ModelTelegram,
  ) {}

  async register(run: ModelRun, chatId?: number): Promise<void> {
    const now = clock.now();
    const asked = { purpose: 'register', applicant: APPLICANT, requester: REQUESTER, origin: '203.0.113.7' } as const;
    const opening = { ...asked, botId: this.botId, chatId };
    const verification = run.verifications.draft(opening, now);
    const person = {
      verification,
      isAccepted: false,
      deadBelow: 0,
      calledBackBelow: 0,
      isOver: false,
      sessions: 0,
      busy: [],
    };
    this.all.push(person);
    await Promise.all([run.verifications.store(verification), chatId && run.outbox.enqueue(verification, 'en', now)]);
    this.accept(person, verification);
  }

  /** Start is pressed, which writes a line into the chat. */
  async start(run: ModelRun, person: Person, chatId: number): Promise<void> {
    const now = clock.now();
    const verification = await run.verifications.get(person.verification.id);
    await run.outbox.removeLine(verification, chatId, this.telegram.write(chatId).id);
    if (verification.chatId !== undefined) return this.startAgain(run, person, verification);
    const addressed = await run.verifications.address(verification, { botId: verification.botId, chatId }, now);
    if (!addressed) return;
    await run.outbox.enqueue(addressed, 'en', now);
    this.accept(person, addressed);
  }

  async resend(run: ModelRun, person: Person): Promise<void> {
    const now = clock.now();
    const before = await run.verifications.get(person.verification.id);
    if (OVER.includes(statusAt(before, now)) || before.resendAt > now) return;
    await this.sendAnew(run, person, before);
  }

  async cancel(run: ModelRun, person: Person): Promise<void> {
    const now = clock.now();
    const cancelled = await run.verifications.cancel(person.verification.id, now);
    person.isOver = true;
    await run.outbox.retire(cancelled.deliveryId, now);
    person.calledBackBelow = Infinity;
  }

  /** @returns true with a session */
  async type(run: ModelRun, person: Person, code: string): Promise<boolean> {
    const now = clock.now();
    const { verification, isRight, attemptsLeft } = await run.verifications.checkCode(
      person.verification.id,
      code,
      now,
    );
    if (isRight) return this.signIn(run, person, { verification, door: 'otp', now });
    if (attemptsLeft > 0) return false;
    const locked = await run.verifications.lock(verification, 'wrong_codes', now);
    person.isOver = true;
    await run.outbox.retire(locked?.deliveryId, now);
    if (locked) person.calledBackBelow = Infinity;
    return false;
  }

  /** @returns true with a session */
  async open(run: ModelRun, person: Person, token: string): Promise<boolean> {
    const now = clock.now();
    return this.signIn(run, person, { verification: await run.verifications.checkLink(token, now), door: 'link', now });
  }

  private async signIn(
    run: ModelRun,
    person: Person,
    { verification, door, now }: { verification: Verification; door: Door; now: Date },
  ): Promise<boolean> {
    await run.verifications.consume(verification, { door }, now);
    await run.pass(async () => person.sessions++);
    person.isOver = true;
    const calledBack = run.outbox.retire(verification.deliveryId, now);
    await calledBack.then(
      () => (person.calledBackBelow = Infinity),
      () => undefined,
    );
    return true;
  }

  private async startAgain(run: ModelRun, person: Person, verification: Verification): Promise<void> {
    const now = clock.now();
    const status = statusAt(verification, now);
    if (status === 'failed') return this.sendAnew(run, person, verification);
    if (status === 'sending') await run.outbox.enqueue(verification, 'en', now);
  }

  private async sendAnew(run: ModelRun, person: Person, before: Verification): Promise<void> {
    const now = clock.now();
    const renewal = run.verifications.renewalOf(before, now);
    if (before.chatId !== undefined) await run.outbox.enqueue({ ...before, ...renewal }, 'en', now);
    const renewed = await run.verifications.renew(before, now, renewal);
    if (!renewed) return void (before.chatId !== undefined && (await run.outbox.retire(renewal.deliveryId, now)));
    person.deadBelow = Math.max(person.deadBelow, renewed.generation);
    if (renewed.chatId === undefined) return;
    this.accept(person, renewed);
    await run.outbox.retire(before.deliveryId, now);
    person.calledBackBelow = Math.max(person.calledBackBelow, renewed.generation);
  }

  private accept(person: Person, { deliveryId }: Verification): void {
    person.isAccepted = true;
    person.promised = deliveryId;
  }
}
