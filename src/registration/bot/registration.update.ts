import { UseInterceptors } from '@nestjs/common';
import { Action, Command, Ctx, On, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { denial } from '../../delivery/message/message';
import { BotService, type BotUser } from './bot.service';
import { HandledOnce } from './once.interceptor';
import { Replies } from './replies';
import { notMe, SignInNotice } from '../../otp/sign-in.notice';
import { nameFrom } from './telegram.name';

type WithPayload = Context & { payload?: string };
type WithMatch = Context & { match: readonly [data: string, of: string] };

/**
 * A controller for updates: what people do in the chat with the bot. Answers go out through `Replies`, never through
 * `ctx.reply`, whose client has no timeout. Handlers return nothing: a returned value would be sent as a message.
 */
@Update()
@UseInterceptors(HandledOnce)
export class RegistrationUpdate {
  constructor(
    private readonly bot: BotService,
    private readonly notice: SignInNotice,
    private readonly replies: Replies,
  ) {}

  @Command(/^start$/i)
  async start(@Ctx() ctx: WithPayload): Promise<void> {
    const user = userOf(ctx);
    if (!user || !ctx.message) return;
    const { message_id: lineId } = ctx.message;
    const startCode = ctx.payload?.trim();
    const answer = await (startCode ? this.bot.link(user, startCode, lineId) : this.bot.greet(user));
    if (answer) await this.replies.say(user, answer);
  }

  @Command(/^stop$/i)
  async stop(@Ctx() ctx: Context): Promise<void> {
    const user = userOf(ctx);
    if (user) await this.replies.say(user, await this.bot.forget(user));
  }

  @Action(denial.pattern)
  async deny(@Ctx() ctx: WithMatch): Promise<void> {
    await this.replies.answerPress(ctx, userOf(ctx), (user) => this.bot.deny(user, ctx.match[1]));
  }

  @Action(notMe.pattern)
  async signOut(@Ctx() ctx: WithMatch): Promise<void> {
    await this.replies.answerPress(ctx, userOf(ctx), (user) => this.notice.undo(user, ctx.match[1]));
  }

  @On('my_chat_member')
  async noteBlock(@Ctx() ctx: Context): Promise<void> {
    const user = userOf(ctx);
    const status = ctx.myChatMember?.new_chat_member.status;
    if (user && status) await this.bot.noteBlock(user, status === 'kicked');
  }
}

/** Groups and channels are none of our business; in a private chat the chat's id is the person's. */
export function userOf(ctx: Context): BotUser | undefined {
  if (ctx.chat?.type !== 'private' || !ctx.from || ctx.from.id !== ctx.chat.id) return undefined;
  const { language_code: languageCode, first_name: first, last_name: last, username } = ctx.from;
  const name = nameFrom(first, last);
  const wroteAt = ctx.message && new Date(ctx.message.date * 1000);
  return { botId: ctx.botInfo.id, chatId: ctx.chat.id, languageCode, name, username, wroteAt };
}
