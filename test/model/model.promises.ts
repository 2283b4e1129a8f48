import { clock } from '../../src/clock';
import { failureAt, statusAt, type Verification } from '../../src/verification/verification';
import type { Delivery } from '../../src/delivery/delivery';
import type { People, Person } from './model.people';
import type { House } from './model.run';
import { REFUSED, type ChatMessage, type ModelTelegram } from './model.telegram';
import { modelTime } from './model.time';

/** How late a message may go once all is well again. */
const MOST_OVERSTAY_MS = 20_000;
/** How long a message that was called back stays at the most. */
const MOST_CALL_BACK_MS = 10_000;
/** A message that has this much time left once all is well comes in time. */
const ENOUGH_MS = 15_000;

/** A person, what is stored of them, and what is in their chat. */
type Case = Readonly<{ person: Person; stored: Verification; messages: readonly ChatMessage[] }>;

/** A broken promise. */
export class Broken extends Error {}

/** What is promised at every moment, and what is promised in the end. */
export class Promises {
  private readonly expected = new Set<string>();

  constructor(
    private readonly house: House,
    private readonly people: People,
    private readonly telegram: ModelTelegram,
  ) {}

  /** @throws Broken */
  async check(rows: readonly Delivery[]): Promise<void> {
    const [violation] = this.telegram.violations;
    if (violation) throw new Broken(violation);
    for (const person of this.people.all) {
      const found = await this.caseOf(person);
      if (found) this.checkOne(found, rows);
      else if (person.isAccepted) throw new Broken('an accepted registration is not stored');
    }
  }

  /** What an operator would call late. @throws Broken */
  checkOverstay(rows: readonly Delivery[], wellSince: number): void {
    for (const { id, state, deleteAt } of rows) {
      if (state !== 'sent' || !deleteAt) continue;
      const overstay = modelTime.now - Math.max(deleteAt.getTime(), wellSince);
      if (overstay > MOST_OVERSTAY_MS) throw new Broken(`the message of ${id} is ${overstay} ms over its time`);
    }
  }

  /** Nobody waits for its time to end a message that was called back. @throws Broken */
  async checkCalledBack(wellSince: number): Promise<void> {
    if (modelTime.now <= wellSince + MOST_CALL_BACK_MS) return;
    for (const person of this.people.all) {
      const messages = (await this.caseOf(person))?.messages ?? [];
      const left = messages.filter(({ told, isThere }) => isThere && told && !told.isDead);
      const isCalledBack = ({ token }: ChatMessage) => this.generationOf(token!) < person.calledBackBelow;
      if (left.some(isCalledBack)) throw new Broken('a message that was called back is still there');
    }
  }

  /** From now on all is well: what was promised and has time must come. */
  async expectAll(): Promise<void> {
    for (const { promised, verification } of this.people.all) {
      const stored = await this.house.verifications.find(verification.id);
      const leftMs = (stored?.deadlineAt?.getTime() ?? 0) - modelTime.now;
      if (stored?.status !== 'sending' || stored.deliveryId !== promised || leftMs < ENOUGH_MS) continue;
      this.expected.add(promised!);
    }
  }

  /** Nothing is due any more, and Telegram was well for long enough. @throws Broken */
  async checkEnd(rows: readonly Delivery[]): Promise<void> {
    const isMissed = ({ id, sentAt, error }: Delivery) => this.expected.has(id) && !sentAt && error !== REFUSED;
    const missed = rows.find(isMissed);
    if (missed) throw new Broken(`a promised message never came (${missed.state}, ${missed.error})`);
    for (const person of this.people.all) {
      const found = await this.caseOf(person);
      if (found && person.isAccepted) this.checkEnded(found);
    }
    for (const message of this.telegram.messages.filter(({ isThere }) => isThere)) {
      const isStored = rows.some(({ messageId }) => messageId === message.id);
      const isKnown = message.told !== undefined && !message.told.isDead;
      if (isStored || isKnown) throw new Broken(`message ${message.id}, whose id was known, is never deleted`);
    }
  }

  /** True if whoever comes with this message's secrets now must be let in. */
  isGood({ stored, messages }: Case, { id, token, isThere }: ChatMessage): boolean {
    const isLiving = messages.some((message) => message.id === id && this.lives(stored, token));
    return isThere && isLiving && stored.attempts < this.house.config.otp.maxAttempts;
  }

  /** Secrets that somebody was told are dead, or whose time is over. */
  isDead({ verification, isOver, deadBelow }: Person, message: ChatMessage): boolean {
    const claim = this.house.secrets.readLinkToken(message.token!);
    if (!claim || claim.linkId !== verification.linkId || isOver || claim.generation < deadBelow) return true;
    return message.toldAt !== undefined && modelTime.now >= message.toldAt + this.longestLifeMs;
  }

  async caseOf(person: Person): Promise<Case | undefined> {
    const stored = await this.house.verifications.find(person.verification.id);
    const isTheirs = ({ token }: ChatMessage) =>
      token !== undefined && this.house.secrets.readLinkToken(token)?.linkId === person.verification.linkId;
    return stored && { person, stored, messages: this.telegram.messages.filter(isTheirs) };
  }

  /** An acknowledgement that was heard and could not be written down counts until the deadline. */
  private get longestLifeMs(): number {
    const { otp, deliveryDeadlineSeconds } = this.house.config;
    return Math.max(otp.ttlSeconds, deliveryDeadlineSeconds) * 1000;
  }

  private generationOf(token: string): number {
    return this.house.secrets.readLinkToken(token)?.generation ?? Infinity;
  }

  private lives(stored: Verification, token: string | undefined): boolean {
    const claim = token === undefined ? undefined : this.house.secrets.readLinkToken(token);
    return claim?.generation === stored.generation && ['sending', 'sent'].includes(statusAt(stored, clock.now()));
  }

  private checkOne(found: Case, rows: readonly Delivery[]): void {
    const { person, stored, messages } = found;
    const living = messages.filter(({ token }) => this.lives(stored, token));
    if (living.filter(({ isThere }) => isThere).length > 1) throw new Broken('two messages carry a living code');
    const undead = living.find((message) => this.isDead(person, message));
    if (undead) throw new Broken(`the code of message ${undead.id} is alive again`);
    if (person.sessions > 1) throw new Broken('two sessions came of one verification');
    if (person.sessions > 0 && stored.status !== 'verified') throw new Broken('a session without a use');
    if (statusAt(stored, clock.now()) === 'sent') this.checkSent(found, rows);
  }

  /** Who is told that it was sent finds it in the chat, and it lives as long as it says. */
  private checkSent({ stored, messages }: Case, rows: readonly Delivery[]): void {
    const row = rows.find(({ id }) => id === stored.deliveryId);
    const message = messages.find(({ id }) => id === row?.messageId);
    if (!message?.isThere) throw new Broken('it says sent, and there is no message');
    if (!this.lives(stored, message.token)) throw new Broken('it says sent, and the code in the chat is dead');
    const latest = message.toldAt! + this.house.config.otp.ttlSeconds * 1000;
    if (stored.expiresAt!.getTime() > latest) throw new Broken('a code outlives its time');
  }

  private checkEnded({ stored }: Case): void {
    const now = clock.now();
    const status = statusAt(stored, now);
    if (status === 'sending' || status === 'sent') throw new Broken(`it says ${status} for ever`);
    if (status === 'failed' && !failureAt(stored, now)) throw new Broken('it failed without a reason');
  }
}
