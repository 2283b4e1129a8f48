import { Injectable } from '@nestjs/common';
import { AccountService } from '../account/account.service';
import type { Portrait } from '../account/portraits/portrait.repository';
import { Portraits } from '../account/portraits/portraits';
import { ProfileService } from '../account/profile.service';
import { asksOf, newsOf, type User, type UserChanges } from '../account/users/user';
import { clock } from '../clock';
import type { ProfileAsk } from '../config/config.environment';
import { Notices, type Notice } from '../delivery/notices';
import type { Source } from '../http/request/client';
import { LimitsService } from '../limits/limits.service';
import { assertFresh } from '../session/fresh';
import type { Changed, Session } from '../session/store/session.repository';
import { SessionService } from '../session/session.service';

/** Lets people see and change what we know about them. */
@Injectable()
export class OwnProfile {
  constructor(
    private readonly accounts: AccountService,
    private readonly profiles: ProfileService,
    private readonly portraits: Portraits,
    private readonly sessions: SessionService,
    private readonly limits: LimitsService,
    private readonly notices: Notices,
  ) {}

  /** @throws AppError `rate_limited`; `unauthorized` if the account is gone */
  async read({ userId }: Session): Promise<User> {
    await this.limits.spend('list', userId, clock.now());
    return this.accounts.get(userId);
  }

  /** @throws AppError `rate_limited` */
  async picture({ userId }: Session): Promise<Portrait | undefined> {
    await this.limits.spend('list', userId, clock.now());
    return this.portraits.findLatest(userId);
  }

  /** @throws AppError `fresh_sign_in_required` for another e-mail or phone; otherwise as `read` */
  async change(session: Session, changes: UserChanges, source: Source): Promise<User> {
    const { userId } = session;
    await this.limits.spend('change', userId, clock.now());
    const before = await this.accounts.get(userId);
    const news = newsOf(before, changes);
    if (Object.keys(news).length === 0) return before;
    const notice = noticeOf(news);
    if (notice) assertFresh(session);
    await this.sessions.noteChanges(session, changedBy(news, before));
    const changed = await this.profiles.change(userId, news, clock.now(), source);
    if (notice) this.notices.tell(changed, notice, source.client);
    return changed;
  }

  /** Optional fields are no longer asked for. @throws as `read` */
  async skip({ userId }: Session, asks: readonly ProfileAsk[]): Promise<User> {
    await this.limits.spend('change', userId, clock.now());
    const user = await this.accounts.get(userId);
    const skipped = asksOf(user, asks).filter(({ required }) => !required);
    return this.profiles.skip(
      userId,
      skipped.map(({ field }) => field),
    );
  }
}

/** What the owner is told of a change to how they are reached and recognised. */
function noticeOf({ email, phone }: UserChanges): Notice | undefined {
  if (email === undefined) return phone === undefined ? undefined : 'phoneChanged';
  return phone === undefined ? 'emailChanged' : 'emailAndPhoneChanged';
}

function changedBy(news: UserChanges, before: User): Changed {
  const each = Object.entries(news).map(([field, to]) => [
    field,
    { from: before[field as keyof UserChanges] ?? null, to },
  ]);
  return Object.fromEntries(each) as Changed;
}
