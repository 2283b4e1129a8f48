import { UseInterceptors } from '@nestjs/common';
import { Action, Command, Ctx, On, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { HandledOnce } from './once.interceptor';
import { userOf } from './registration.update';
import { Replies } from './replies';
import { choice, TalkService } from './talk.service';

type WithMatch = Context & { match: readonly [data: string, of: string] };

/** What people ask the bot for besides signing in: see `RegistrationUpdate` for how handlers are written. */
@Update()
@UseInterceptors(HandledOnce)
export class TalkUpdate {
  constructor(
    private readonly talk: TalkService,
    private readonly replies: Replies,
  ) {}

  @Command(/^help$/i)
  async help(@Ctx() ctx: Context): Promise<void> {
    const user = userOf(ctx);
    if (user) await this.talk.help(user);
  }

  @Command(/^login$/i)
  async login(@Ctx() ctx: Context): Promise<void> {
    const user = userOf(ctx);
    if (user) await this.talk.login(user);
  }

  @Command(/^language$/i)
  async language(@Ctx() ctx: Context): Promise<void> {
    const user = userOf(ctx);
    if (user) await this.talk.askLanguage(user);
  }

  @Action(choice.pattern)
  async choose(@Ctx() ctx: WithMatch): Promise<void> {
    await this.replies.answerPress(ctx, userOf(ctx), (user) => this.talk.chooseLanguage(user, ctx.match[1]));
  }

  /** Must stand below the handlers of known buttons: catches buttons of another version or another service. */
  @On('callback_query')
  async endSpinner(@Ctx() ctx: Context): Promise<void> {
    await this.replies.answerPress(ctx);
  }

  /** Must stand below all commands. */
  @On('text')
  async otherWord(@Ctx() ctx: Context): Promise<void> {
    const user = userOf(ctx);
    if (user) await this.talk.wonder(user);
  }
}
