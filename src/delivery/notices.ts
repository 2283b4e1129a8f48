import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { ChatRepository } from '../account/chats/chat.repository';
import type { User } from '../account/users/user';
import { languageFor, type Brand } from '../config/apps/app';
import type { Button } from '../telegram/sender/message';
import { MessageSender } from '../telegram/sender/message.sender';
import { Bots } from '../telegram/bots/telegram.bots';
import { deviceIn, textsIn, type Texts } from './message/texts';

/** What was done to an account, as the name of its sentence. */
export type Notice = keyof Pick<Texts, 'emailChanged' | 'phoneChanged' | 'emailAndPhoneChanged' | 'dataExported'>;

type Line = Readonly<{ html: string; button?: Button }>;
type By = Readonly<{ botId?: number; app?: Pick<Brand, 'languages'> }>;
type Asker = Readonly<{ browser: string; system: string }>;

/** Tells an account's owner what was done to it, in a line that stays in the chat and shows no old or new value. */
@Injectable()
export class Notices implements OnApplicationShutdown {
  private readonly logger = new Logger(Notices.name);
  private readonly stopping = new AbortController();

  constructor(
    private readonly chats: ChatRepository,
    private readonly bots: Bots,
    private readonly sender: MessageSender,
  ) {}

  /** Like `leave`, for what was done to the account. */
  tell(user: User, notice: Notice, by: Asker): void {
    this.leave(user, (texts) => {
      const asked = texts.askedBy(...deviceIn(texts, by));
      return { html: `${texts[notice]} ${asked} ${texts.notYou}` };
    });
  }

  /**
   * Best effort: sent once, in the background, and lost on a stop or a crash. What it reports is already done, and the
   * audit has it for good, so an unreachable Telegram must neither delay nor undo it. A line that Telegram did not take
   * is logged. Nothing is sent if Start was never pressed, or the chat is blocked or paused.
   * @param by the bot to send it by preference, and the app that it is about
   */
  leave(user: User, lineIn: (texts: Texts) => Line, by: By = {}): void {
    this.say(user, lineIn, by).then(
      (isTaken) => isTaken || this.warn(user),
      (error: unknown) => this.warn(user, error),
    );
  }

  onApplicationShutdown(): void {
    this.stopping.abort();
  }

  private async say(
    { telegramId: chatId, language }: User,
    lineIn: (texts: Texts) => Line,
    { botId: own, app = {} }: By,
  ): Promise<boolean> {
    const all = this.bots.all.map(({ id }) => id);
    const started = await this.chats.listStarted(chatId, all);
    const botId = started.find((id) => id === own) ?? started[0];
    if (botId === undefined) return true;
    const { signal } = this.stopping;
    const wished = language ?? (await this.chats.find(botId, chatId))?.language ?? 'en';
    const { html, button } = lineIn(textsIn(languageFor(app, wished)));
    return this.sender.say({ botId, chatId }, html, { isQuiet: true, buttons: button && [[button]], signal });
  }

  private warn({ id }: User, error?: unknown): void {
    this.logger.warn({ msg: 'the owner of an account could not be told', user: id, error });
  }
}
