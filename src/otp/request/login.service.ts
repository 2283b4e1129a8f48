import { Injectable } from '@nestjs/common';
import { AccountService } from '../../account/account.service';
import type { Portrait } from '../../account/portraits/portrait.repository';
import { Portraits } from '../../account/portraits/portraits';
import type { User } from '../../account/users/user';
import { clock } from '../../clock';
import { Outbox } from '../../delivery/outbox';
import { hashOf, timeOrderedId } from '../../ids';
import { LimitsService } from '../../limits/limits.service';
import { VerificationService } from '../../verification/verification.service';
import { idOf } from '../../verification/proof';
import type { Verification } from '../../verification/verification';
import type { Visitor } from '../../session/devices/device.cookie';
import type { Device } from '../../session/devices/device.repository';
import { Devices } from '../../session/devices/devices';
import { Asker } from './asker';
import { BotChoice } from './bot.choice';
import { Dispatch } from './dispatch';
import type { LoginDto } from '../../registration/login.dto';
import { toStarted, type StartedDto } from '../../registration/registration.dto';
import { StartLinks } from './start.links';

/** An account, and the device that it knows. */
type Known = Readonly<{ device: Device; user: User }>;

/**
 * The story of a person who comes back: pressing Start says who they are. An e-mail or a username that somebody types is
 * kept as a hint for what follows, and never makes the bot write; an account is looked up by the proof of a device alone,
 * so that the answer cannot tell who is known.
 */
@Injectable()
export class LoginService {
  constructor(
    private readonly otp: VerificationService,
    private readonly outbox: Outbox,
    private readonly dispatch: Dispatch,
    private readonly startLinks: StartLinks,
    private readonly choice: BotChoice,
    private readonly asker: Asker,
    private readonly limits: LimitsService,
    private readonly devices: Devices,
    private readonly accounts: AccountService,
    private readonly portraits: Portraits,
  ) {}

  async login(said: LoginDto, visitor: Visitor, flow?: string): Promise<StartedDto> {
    const now = clock.now();
    const { address: origin, browser, system, requestId } = visitor;
    await this.limits.spend('ip', origin, now);
    const known = await this.meant(said, visitor);
    const appId = await this.asker.appIdOf(said.interaction);
    const botId = await this.startLinks.chooseBot(known?.user.telegramId, appId);
    const { email, telegram_username: telegramUsername } = said;
    const asked = { purpose: 'login', applicant: { email, telegramUsername }, requester: { browser, system } } as const;
    const pushed = known && (await this.mayPush(known, botId, now)) ? pushTo(known) : {};
    const proof = timeOrderedId(now);
    const verification = this.otp.draft(
      { id: idOf(proof), flow, ...asked, ...pushed, origin, requestId, botId, appId },
      now,
    );
    await Promise.all([
      this.otp.store(verification),
      verification.chatId === undefined ? undefined : this.dispatch.send(verification, now),
    ]);
    return toStarted(verification, { proof, startLink: this.startLinks.of(verification) }, now);
  }

  /** The accounts that know a device, used last first; `shown` are the hashes of its proofs. */
  async known(shown: readonly string[] = []): Promise<Known[]> {
    const good = await this.devices.known(shown);
    const users = await Promise.all(good.map(({ userId }) => this.accounts.find(userId)));
    return good.flatMap((device, index) => {
      const user = users[index];
      return user && !user.disabledAt ? [{ device, user }] : [];
    });
  }

  /** That of an account which knows a device; without such a proof there is none. */
  async picture(userId: string, shown?: readonly string[]): Promise<Portrait | undefined> {
    const isKnown = (await this.known(shown)).some(({ user }) => user.id === userId);
    return isKnown ? this.portraits.findLatest(userId) : undefined;
  }

  /** A device may know several: one of them has to be named, by the token that is its own at least. */
  private async meant(said: LoginDto, { devices = [] }: Visitor): Promise<Known | undefined> {
    const own = said.device_token && hashOf(said.device_token);
    if ([own, said.user_id, said.email, said.telegram_username].every((name) => name === undefined)) return undefined;
    const all = await this.known(own ? [own, ...devices] : devices);
    return all.find(({ device, user }) => {
      if (said.user_id !== undefined) return said.user_id === user.id;
      if (said.email !== undefined) return said.email === user.email;
      if (said.telegram_username === undefined) return device.id === own;
      return said.telegram_username.toLowerCase() === user.telegramUsername?.toLowerCase();
    });
  }

  /** Whose messages of the hour are used up still has the start link. @throws AppError `overloaded` */
  private async mayPush({ user }: Known, botId: number, now: Date): Promise<boolean> {
    if (!(await this.choice.mayWriteFirst(botId, user.telegramId))) return false;
    await this.outbox.assertRoom(botId);
    const { used } = await this.limits.take('device', user.telegramId, now);
    return used <= this.limits.rule('device').most;
  }
}

const pushTo = ({ device, user }: Known): Pick<Verification, 'chatId' | 'askedBy'> => ({
  chatId: user.telegramId,
  askedBy: device.id,
});
