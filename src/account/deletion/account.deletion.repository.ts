/** An account that is gone, and what is still to be done about it. It names people by ids alone. */
export type AccountDeletion = Readonly<{
  /** The account's. */
  id: string;
  /** Whose traces are to be erased; absent once none is left. */
  telegramId?: number;
  /** Who wanted it; an administrator by their id, unless a version wrote it that did not keep it. */
  by: 'user' | 'admin' | `admin:${string}`;
  closedAt: Date;
  /** The audit has it. */
  isNoted?: boolean;
  /** What other services have not been told yet; absent where there is nothing. */
  untold?: readonly 'deleted'[];
}>;

/** What makes an erasure go on after a crash: written before the account is touched, gone when nothing is left to do. */
export abstract class AccountDeletionRepository {
  /** False, and nothing changed, if there is one of this account. */
  abstract insert(deletion: AccountDeletion): Promise<boolean>;
  /** Those whose traces are not erased yet, oldest first. @param after the last one of the page before */
  abstract listOpen(limit: number, after?: AccountDeletion): Promise<AccountDeletion[]>;
  abstract markNoted(id: string): Promise<void>;
  /** Its person is forgotten here too; what is no longer to be told is gone. */
  abstract markErased(id: string): Promise<void>;
  /** Those of which other services have not been told, oldest first. */
  abstract listUntold(limit: number): Promise<AccountDeletion[]>;
  /** What was told and is erased is gone. */
  abstract forgetEvent(id: string): Promise<void>;
}
