import { Injectable } from '@nestjs/common';
import { ChatRepository } from '../account/chats/chat.repository';
import { Backlog } from '../delivery/backlog';
import { AppError } from '../errors';
import { Bots } from '../telegram/bots/telegram.bots';
import { Secrets } from '../verification/secrets';
import type { Verification } from '../verification/verification';
import { AppBots, type SentBy } from './app.bots';

/** Waits that differ by less than this count as equal: a second more or less goes unnoticed. */
const ALIKE_MS = 1_000;
const RETRY_AFTER_SECONDS = 5;

/** Chooses the bot of the pool for a new verification, and makes the link that leads a person without a chat to it. */
@Injectable()
export class Recipients {
  private turn = 0;

  constructor(
    private readonly bots: Bots,
    private readonly chats: ChatRepository,
    private readonly backlog: Backlog,
    private readonly appBots: AppBots,
    private readonly secrets: Secrets,
  ) {}

  /** @see AppBots.askingFor */
  appFor(sentBy?: SentBy): Promise<string | undefined> {
    return this.appBots.askingFor(sentBy);
  }

  /**
   * Of the bots that write for the app, one that this chat has started; else any or, for a person without a chat, one
   * whose name makes a link.
   * @param appId the app that asks, if one does
   * @throws AppError `telegram_unavailable` if the app has a bot of its own that Telegram has not named (yet), or if
   * there is no chat and no bot has a name
   */
  async forPerson(chatId: number | undefined, appId?: string): Promise<number> {
    const all = await this.appBots.botsFor(appId);
    if (all.length === 0) throw unavailable();
    const known = chatId === undefined || all.length === 1 ? [] : await this.chats.listStarted(chatId, all);
    const able = known.length > 0 ? known : all;
    await this.whenTried(able);
    if (chatId !== undefined) return this.leastLoaded(able);
    const named = able.filter((id) => this.bots.username(id) !== undefined);
    if (named.length === 0) throw unavailable();
    return this.leastLoaded(named);
  }

  /**
   * For a message without a start link: a bot of no app that this chat has started, else an app's bot that it has
   * started. A message from a bot with another name is the lesser evil.
   */
  async forMessage(chatId: number): Promise<number> {
    const all = this.bots.all.map(({ id }) => id);
    const free = await this.appBots.botsFor(undefined);
    const started = all.length === 1 ? [] : await this.chats.listStarted(chatId, all);
    const known = started.filter((id) => free.includes(id));
    const able = [known, started].find(({ length }) => length > 0) ?? free;
    await this.whenTried(able);
    return this.leastLoaded(able);
  }

  /**
   * Whether a message to a known person may go out at once. A bot can write only to people who started it, and where
   * apps have bots of their own, the person may be known through another one.
   */
  async mayWriteFirst(botId: number, chatId: number): Promise<boolean> {
    return !this.appBots.areDivided || (await this.chats.listStarted(chatId, [botId])).length > 0;
  }

  /** In the first moments of a start, waits until one of these bots is known to work, or all were tried. */
  async whenTried(botIds: readonly number[]): Promise<void> {
    if (botIds.some((id) => this.works(id))) return;
    const whenUp = botIds.map(async (id) => {
      await this.bots.whenTried(id);
      if (!this.works(id)) throw new Error('tried, and does not work');
    });
    await Promise.any(whenUp).catch(() => undefined);
  }

  private works(id: number): boolean {
    return /^(up|standby)$/.test(this.bots.state(id).state);
  }

  /** The start link: pressing Start behind it tells us the chat. Null until Telegram has told the bot's name. */
  linkOf({ botId, linkId }: Verification): string | null {
    const username = this.bots.username(botId);
    return username ? `https://t.me/${username}?start=${this.secrets.startCode(linkId)}` : null;
  }

  /** The bot's name; null also if there are several, each with its own name in its links. */
  async botUsername(): Promise<string | null> {
    if (this.bots.all.length > 1) return null;
    await this.bots.whenTried(this.bots.primary.id);
    return this.bots.username(this.bots.primary.id) ?? null;
  }

  /**
   * A bot that works goes before one that does not, then the shortest wait counts; bots that are alike take turns.
   * Parallel requests see the same waits: a small difference would send all of them to one bot.
   */
  private leastLoaded(botIds: readonly number[]): number {
    const rated = botIds.map((id) => ({ id, ...this.backlog.outlook(id) }));
    const timely = rated.filter(({ isTimely }) => isTimely);
    const able = timely.length > 0 ? timely : rated;
    const shortest = Math.min(...able.map(({ waitMs }) => waitMs));
    const alike = able.filter(({ waitMs }) => waitMs <= shortest + ALIKE_MS);
    const [next] = alike.slice(this.turn++ % alike.length);
    if (!next) throw new Error('there is no bot to choose');
    return next.id;
  }
}

const unavailable = (): AppError => new AppError('telegram_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS });
