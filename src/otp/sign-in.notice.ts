import { Injectable } from '@nestjs/common';
import { AccountService } from '../account/account.service';
import { ProfileService } from '../account/profile.service';
import type { User } from '../account/users/user';
import { Apps } from '../apps/apps';
import { Audit } from '../audit/audit';
import { clock } from '../clock';
import { Config } from '../config/config';
import { Notices } from '../delivery/notices';
import { deviceIn, escaped, textsIn, type Texts } from '../delivery/message/texts';
import type { Verification } from '../verification/verification';
import type { PressedIn } from '../verification/store/verification.repository';
import type { Session } from '../session/store/session.repository';
import { SessionService } from '../session/session.service';
import { Dispatch } from './dispatch';

/** The button under the line: the session's id opens nothing, and Telegram tells who pressed. */
export const notMe = {
  data: (sessionId: string): string => `out:${sessionId}`,
  pattern: /^out:([\w-]{1,60})$/,
};

/** The line that stays in the chat after a sign-in: it shows the owner an intruder in the account. */
@Injectable()
export class SignInNotice {
  constructor(
    private readonly dispatch: Dispatch,
    private readonly sessions: SessionService,
    private readonly accounts: AccountService,
    private readonly profiles: ProfileService,
    private readonly audit: Audit,
    private readonly notices: Notices,
    private readonly apps: Apps,
    private readonly config: Config,
  ) {}

  /**
   * No line is left for the sign-in that created the account: its owner knows.
   * @param isKnown the account knew the device before
   */
  leave(user: User, { appId, botId }: Verification, session: Session, isKnown: boolean): void {
    const { signInNotice } = this.config.session;
    const isFirst = user.createdAt.getTime() === user.signedInAt.getTime();
    if (isFirst || signInNotice === 'off' || (isKnown && signInNotice === 'new_devices')) return;
    const time = `${session.createdAt.toISOString().slice(11, 16)} UTC`;
    const app = this.apps.brandOf(appId);
    const lineIn = (texts: Texts) => ({
      html: texts.signedIn(escaped(app.name), ...deviceIn(texts, session), time),
      button: { kind: 'callback' as const, text: texts.notMeButton, data: notMe.data(session.id) },
    });
    this.notices.leave(user, lineIn, { botId, app });
  }

  /**
   * "Not you?": ends that session and any opened on its device since, for which no line was left; no account knows the
   * device any more, and the account is as it was before. Only its owner may say so.
   * @returns what to answer, in their language
   */
  async undo(pressed: PressedIn, sessionId: string): Promise<string> {
    const texts = textsIn(await this.dispatch.languageIn(pressed));
    const session = await this.sessions.find(sessionId);
    const owner = session && (await this.accounts.find(session.userId));
    if (!owner || owner.telegramId !== pressed.chatId) return texts.tooLate;
    let restored = owner;
    for (const { changed = {} } of await this.sessions.disown(session, clock.wall()))
      restored = await this.profiles.restore(restored, changed, clock.now());
    const subject = { kind: 'session', id: sessionId } as const;
    await this.audit.note({ action: 'session.disowned', actor: { kind: 'user', id: owner.id }, subject }, clock.now());
    return texts.signedOut;
  }
}
