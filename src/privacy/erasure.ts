import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { AccountService } from '../account/account.service';
import { AccountDeletionRepository, type AccountDeletion } from '../account/deletion/account.deletion.repository';
import { Audit } from '../audit/audit';
import { clock } from '../clock';
import { AppError } from '../errors';
import { assertFresh } from '../session/fresh';
import type { Session } from '../session/store/session.repository';
import { LivingMessages } from './living.messages';
import { TraceRepository } from './trace/trace.repository';

/** Longer than any request that was under way when the account was deleted. */
const SETTLED_MS = 20_000;
const GO_ON_EVERY_MS = 10_000;
/** Telegram lets a bot delete a message for 48 hours; it may wait that long for a bot whose token was taken out. */
const DELETABLE_MS = 48 * 3_600_000;
const AT_A_TIME = 100;

/**
 * Erases a person: first the deletion is recorded, then the account goes, with all it was known by; then the messages,
 * and what is kept of them. Each step is repeatable, and repeated until nothing is left, so a crash costs seconds.
 */
@Injectable()
export class Erasure implements OnApplicationBootstrap {
  private readonly logger = new Logger(Erasure.name);
  private isAtWork = false;
  /** By account: the request that closed it and the next round may overlap, but the entry is written once. */
  private readonly notes = new Map<string, Promise<void>>();

  constructor(
    private readonly accounts: AccountService,
    private readonly deletions: AccountDeletionRepository,
    private readonly messages: LivingMessages,
    private readonly traces: TraceRepository,
    private readonly audit: Audit,
  ) {}

  /**
   * Erases the account of this session, whose owner must have just signed in.
   * @throws AppError `fresh_sign_in_required`; `unauthorized` if it is gone
   */
  async erase(session: Session): Promise<void> {
    assertFresh(session);
    const deletion = await this.accounts.erase(session.userId, clock.now());
    if (!deletion) throw new AppError('unauthorized');
    await this.tryToGoOn(deletion);
  }

  onApplicationBootstrap(): void {
    void this.goOn();
  }

  /** Continues with what a crash, unavailable storage, or a message still in Telegram has left open. */
  @Interval(GO_ON_EVERY_MS)
  async goOn(): Promise<void> {
    if (this.isAtWork) return;
    this.isAtWork = true;
    for (let page = await this.openAfter(); page.length > 0; page = await this.openAfter(page.at(-1)))
      for (const deletion of page) await this.tryToGoOn(deletion);
    this.isAtWork = false;
  }

  /** Unavailable storage is reported by the requests that need it. */
  private openAfter(deletion?: AccountDeletion): Promise<AccountDeletion[]> {
    return this.deletions.listOpen(AT_A_TIME, deletion).catch(() => []);
  }

  /** Erasure was promised when the deletion was recorded: what fails now is done later. */
  private async tryToGoOn(deletion: AccountDeletion): Promise<void> {
    try {
      await this.forget(deletion, clock.now());
    } catch (error) {
      this.logger.error({ msg: 'an account is not erased everywhere yet', user: deletion.id, error });
    }
  }

  private async forget({ id, telegramId, by, closedAt, isNoted }: AccountDeletion, now: Date): Promise<void> {
    if (telegramId === undefined) return;
    // A sign-in at that very moment is ended when this is repeated.
    await this.accounts.shut(id);
    if (!isNoted) await this.noteOnce(id, by, now);
    await this.messages.stop(telegramId, closedAt, now);
    const lost = new Date(now.getTime() - DELETABLE_MS);
    const left = await this.traces.erase({ userId: id, chatId: telegramId }, closedAt, lost);
    const isSettled = now.getTime() - closedAt.getTime() > SETTLED_MS;
    if (left > 0 || !isSettled) return;
    await this.deletions.markErased(id);
    this.notes.delete(id);
  }

  private async noteOnce(id: string, by: AccountDeletion['by'], now: Date): Promise<void> {
    const note = this.notes.get(id) ?? this.note(id, by, now);
    this.notes.set(id, note);
    try {
      await note;
    } catch (error) {
      this.notes.delete(id);
      throw error;
    }
  }

  /** Of the person, the audit keeps the id of an account that no longer exists. */
  private async note(id: string, by: AccountDeletion['by'], now: Date): Promise<void> {
    const who = { kind: 'user', id } as const;
    const actor = by === 'user' ? who : ({ kind: 'admin', id: by.split(':')[1] } as const);
    await this.audit.note({ action: 'user.deleted', actor, subject: who }, now);
    await this.deletions.markNoted(id);
  }
}
