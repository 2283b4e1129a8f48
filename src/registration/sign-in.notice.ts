import { Injectable } from '@nestjs/common';
import { AccountService } from '../account/account.service';
import type { User } from '../account/user';
import { Audit } from '../audit/audit';
import { clock } from '../clock';
import { Config } from '../config';
import { textsIn } from '../delivery/texts';
import type { PressedIn } from '../otp/verification.repository';
import type { Session } from '../session/session.repository';
import { SessionService } from '../session/session.service';
import { MessageSender } from '../telegram/message.sender';
import { Dispatch } from './dispatch';

/** The button under the line: the session's id opens nothing, and who presses is told by Telegram. */
export const notMe = {
  data: (sessionId: string): string => `out:${sessionId}`,
  pattern: /^out:([\w-]{1,60})$/,
};

/** The line that stays in the chat after a sign-in: whoever is in the account without its owner is seen there. */
@Injectable()
export class SignInNotice {
  constructor(
    private readonly dispatch: Dispatch,
    private readonly sessions: SessionService,
    private readonly accounts: AccountService,
    private readonly audit: Audit,
    private readonly sender: MessageSender,
    private readonly config: Config,
  ) {}

  /**
   * Best effort, and nobody waits for it. Who has just made the account knows.
   * @param isKnown the account knew the device before
   */
  async leave({ user, session, isKnown }: Entered, { botId, chatId }: PressedIn): Promise<void> {
    const { signInNotice } = this.config.session;
    const isFirst = user.createdAt.getTime() === user.signedInAt.getTime();
    if (isFirst || signInNotice === 'off' || (isKnown && signInNotice === 'new_devices')) return;
    const texts = textsIn(await this.dispatch.languageIn({ botId, chatId }));
    const { browser, system, createdAt } = session;
    const time = `${createdAt.toISOString().slice(11, 16)} UTC`;
    const line = texts.signedIn(browser || texts.unknownBrowser, system || texts.unknownSystem, time);
    const button = { kind: 'callback', text: texts.notMeButton, data: notMe.data(session.id) } as const;
    await this.sender.say({ botId, chatId }, line, button);
  }

  /**
   * "Not you?": that session ends, and its device knows nobody any more. Only whose account it is may say so.
   * @returns what to answer, in their language
   */
  async undo(pressed: PressedIn, sessionId: string): Promise<string> {
    const texts = textsIn(await this.dispatch.languageIn(pressed));
    const session = await this.sessions.find(sessionId);
    const owner = session && (await this.accounts.find(session.userId));
    if (owner?.telegramId !== pressed.chatId) return texts.tooLate;
    await this.sessions.endElsewhere(sessionId, clock.wall());
    const subject = { kind: 'session', id: sessionId } as const;
    await this.audit.note({ action: 'session.disowned', actor: { kind: 'user', id: owner.id }, subject }, clock.now());
    return texts.signedOut;
  }
}

type Entered = Readonly<{ user: User; session: Session; isKnown: boolean }>;
