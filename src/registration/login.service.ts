import { Injectable } from '@nestjs/common';
import { clock } from '../clock';
import type { Client } from '../http/client';
import { timeOrderedId } from '../ids';
import { LimitsService } from '../limits/limits.service';
import { OtpService } from '../otp/otp.service';
import { idOf } from '../otp/proof';
import { toStarted, type LoginDto, type StartedDto } from './registration.dto';
import { StartLinks } from './start.links';

/**
 * The story of a person who comes back: pressing Start says who they are. An e-mail or a username that somebody types is
 * kept as a hint for what follows, and never makes the bot write; no account is looked up by it, so that the answer
 * cannot tell who is known.
 */
@Injectable()
export class LoginService {
  constructor(
    private readonly otp: OtpService,
    private readonly startLinks: StartLinks,
    private readonly limits: LimitsService,
  ) {}

  async login(
    { email, telegram_username: telegramUsername }: LoginDto,
    client: Client,
    flow?: string,
  ): Promise<StartedDto> {
    const now = clock.now();
    const { address: origin, browser, system } = client;
    await this.limits.spend('ip', origin, now);
    const botId = await this.startLinks.chooseBot(undefined);
    const asked = { purpose: 'login', applicant: { email, telegramUsername }, requester: { browser, system } } as const;
    const proof = timeOrderedId(now);
    const verification = this.otp.draft({ id: idOf(proof), ...asked, origin, botId, flow }, now);
    await this.otp.store(verification);
    return toStarted(verification, { proof, startLink: this.startLinks.of(verification) }, now);
  }
}
