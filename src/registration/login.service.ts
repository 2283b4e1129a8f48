import { Injectable } from '@nestjs/common';
import { AccountService } from '../account/account.service';
import { ChatRepository } from '../account/chat.repository';
import { clock } from '../clock';
import { Outbox } from '../delivery/outbox';
import type { Client } from '../http/client';
import { LimitsService } from '../limits/limits.service';
import { OtpService } from '../otp/otp.service';
import { identityOf, type Applicant, type Verification } from '../otp/verification';
import { BotChoice } from './bot.choice';
import { Dispatch, NOBODY } from './dispatch';
import { toStarted, type LoginDto, type StartedDto } from './registration.dto';
import { StartLinks } from './start.links';

/** Where a person is known to be reached. */
type Way = Readonly<{ botId: number; chatId: number }>;

/**
 * The story of a person who comes back. Who asks by an e-mail or a username does not learn whether anybody is known by it:
 * nobody gets a decoy, which takes the same steps and times, is counted and locked like any other, and whose start link
 * works, for whoever presses it says who they are.
 */
@Injectable()
export class LoginService {
  constructor(
    private readonly otp: OtpService,
    private readonly outbox: Outbox,
    private readonly dispatch: Dispatch,
    private readonly startLinks: StartLinks,
    private readonly choice: BotChoice,
    private readonly accounts: AccountService,
    private readonly chats: ChatRepository,
    private readonly limits: LimitsService,
  ) {}

  async login(request: LoginDto, client: Client): Promise<StartedDto> {
    const now = clock.now();
    await this.limits.spend('ip', client.address, now);
    const applicant = { email: request.email, telegramUsername: request.telegram_username };
    const identity = identityOf(applicant);
    if (identity !== undefined) await this.limits.spend('identity', identity, now);
    const linkBotId = await this.startLinks.chooseBot(undefined);
    const asked = { purpose: 'login', applicant, requester: requesterOf(client), origin: client.address } as const;
    const draft =
      identity === undefined
        ? this.otp.draft({ ...asked, botId: linkBotId }, now)
        : await this.draftFor(identity, { ...asked, linkBotId }, now);
    await Promise.all([this.otp.store(draft), draft.deliveryId !== undefined && this.dispatch.send(draft, now)]);
    return toStarted(draft, this.startLinks.of(draft), now);
  }

  private async draftFor(
    identity: string,
    {
      linkBotId,
      ...asked
    }: Pick<Verification, 'purpose' | 'applicant' | 'requester' | 'origin'> & { linkBotId: number },
    now: Date,
  ): Promise<Verification> {
    await this.outbox.assertRoom(linkBotId);
    const way = await this.wayTo(asked.applicant, identity, now);
    if (!way) return this.otp.draft({ ...asked, botId: linkBotId, isDecoy: true }, now);
    return this.otp.draft({ ...asked, ...way, ...(way.botId !== linkBotId && { linkBotId }) }, now);
  }

  /** Nobody is looked for as long, and counted as often, as somebody. */
  private async wayTo(applicant: Applicant, identity: string, now: Date): Promise<Way | undefined> {
    const chatId = await this.chatIdOf(applicant);
    const [botId, { used }] = await Promise.all([
      this.choice.among(chatId ?? NOBODY),
      this.limits.take('login', chatId ?? identity, now),
    ]);
    const isWithin = used <= this.limits.rule('login').most;
    return chatId !== undefined && botId !== undefined && isWithin ? { botId, chatId } : undefined;
  }

  private async chatIdOf({ email, telegramUsername = '' }: Applicant): Promise<number | undefined> {
    if (email !== undefined) return (await this.accounts.findByEmail(email))?.telegramId;
    return (await this.chats.findByUsername(telegramUsername))?.chatId;
  }
}

const requesterOf = ({ browser, system }: Client) => ({ browser, system });
