import { Logger } from '@nestjs/common';
import type { Update } from 'telegraf/types';
import { AppError } from '../../errors';

/**
 * Hands updates to their handlers, in order within a chat, and tracks up to where they may be confirmed. An update that
 * cannot be handled now is kept (with what its chat sent after it) for the next time; any other failure is logged and
 * left behind, so that one update never stops the others.
 */
export class UpdateInbox {
  /** Telegram forgets updates below it; undefined before the first update. */
  offset: number | undefined;
  private readonly handledAhead = new Set<number>();
  private readonly logger = new Logger('Telegram');

  constructor(private readonly handler: (update: Update) => Promise<void>) {}

  /** True if all were handled; false if some must come again. */
  async take(updates: readonly Update[]): Promise<boolean> {
    const inOrder = updates.toSorted((a, b) => a.update_id - b.update_id);
    const fresh = inOrder.filter((update) => !this.handledAhead.has(update.update_id));
    await Promise.all(byChat(fresh).map((chat) => this.takeInOrder(chat)));
    return this.advancePast(inOrder);
  }

  private async takeInOrder(updates: readonly Update[]): Promise<void> {
    for (const update of updates) {
      if (await this.handle(update)) return;
      this.handledAhead.add(update.update_id);
    }
  }

  /** Why the update must come again; undefined if it was handled, or can never be. */
  async handle(update: Update): Promise<AppError | undefined> {
    try {
      await this.handler(update);
    } catch (error) {
      if (mustComeAgain(error)) return error;
      this.logger.error(`An update was given up: ${placeOf(error)}`);
    }
    return undefined;
  }

  private advancePast(inOrder: readonly Update[]): boolean {
    for (const { update_id: id } of inOrder) {
      if (!this.handledAhead.delete(id)) return false;
      this.offset = id + 1;
    }
    return true;
  }
}

/** Storage is away, or another instance is handling the update. */
export const mustComeAgain = (error: unknown): error is AppError => error instanceof AppError && error.status === 503;

function byChat(updates: readonly Update[]): readonly Update[][] {
  const chats = new Map<number, Update[]>();
  for (const update of updates) chats.set(chatOf(update), [...(chats.get(chatOf(update)) ?? []), update]);
  return [...chats.values()];
}

/** Anything may be missing in a malformed update: its handler finds that out, and the others are not stopped. */
function chatOf(update: Update): number {
  const { message, callback_query: query, my_chat_member: member } = update as Partial<Unread>;
  return message?.chat?.id ?? query?.from?.id ?? member?.chat?.id ?? update.update_id;
}

type Unread = Record<
  'message' | 'callback_query' | 'my_chat_member',
  Partial<Record<'chat' | 'from', { id?: number }>>
>;

/** The error's name and where it was thrown; its message may quote what a person wrote. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'not an Error';
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  const name = error instanceof AppError ? `AppError ${error.code}` : error.name;
  return [name, ...frames.slice(0, 6)].join('\n');
}
