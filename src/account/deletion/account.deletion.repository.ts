/** A deleted account, and what is still to be done about it. It names people by ids alone. */
export type AccountDeletion = Readonly<{
  /** The account's id. */
  id: string;
  /** The Telegram id whose traces are to be erased; absent once none is left. */
  telegramId?: number;
  /** Who requested it; an administrator by id, except on records of a version that did not keep it. */
  by: 'user' | 'admin' | `admin:${string}`;
  closedAt: Date;
  /** The deletion is in the audit. */
  isNoted?: boolean;
  /** Its pending events, which other services have yet to be told; absent if there are none. */
  untold?: readonly 'deleted'[];
}>;

/** Makes an erasure go on after a crash: written before the account is touched, removed when nothing is left to do. */
export abstract class AccountDeletionRepository {
  /** False, and nothing is written, if this account already has a deletion. */
  abstract insert(deletion: AccountDeletion): Promise<boolean>;
  /** Deletions whose traces are not erased yet, oldest first. @param after the last one of the previous page */
  abstract listOpen(limit: number, after?: AccountDeletion): Promise<AccountDeletion[]>;
  abstract markNoted(id: string): Promise<void>;
  /** Forgets the person here, too; a deletion of which nothing is left to tell is removed. */
  abstract markErased(id: string): Promise<void>;
  /** Deletions of which other services have yet to be told, oldest first. */
  abstract listWithPendingEvents(limit: number): Promise<AccountDeletion[]>;
  /** Other services have been told; a deletion whose traces are erased, too, is removed. */
  abstract removePendingEvent(id: string): Promise<void>;
}
