import { Body, Controller, Headers, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { Portraits } from '../../account/portraits/portraits';
import { ProfileDto, toProfile } from '../../account/profile.dto';
import { Config } from '../../config/config';
import { FromSource, type Source } from '../../http/request/client';
import { Problems } from '../../http/problems/problems.decorator';
import { languageOf } from '../../oidc/oidc.texts';
import { CurrentSession, SessionGuard } from '../../session/session.guard';
import type { Session } from '../../session/store/session.repository';
import { EmailProof } from './email.proof';
import { EmailCodeDto, EmailCodeSentDto, toCodeSent } from './email.proof.dto';

@ApiTags('Profile')
@ApiBearerAuth()
@Controller('api/profile/email/verification')
@UseGuards(SessionGuard)
export class EmailProofController {
  constructor(
    private readonly proof: EmailProof,
    private readonly portraits: Portraits,
    private readonly config: Config,
  ) {}

  @Post()
  @HttpCode(202)
  @Problems('not_found', 'precondition_failed', 'rate_limited', 'mail_unavailable')
  @ApiOperation({
    summary: 'Send a code to the e-mail of your account',
    description:
      'Six digits, good for ten minutes; the code before it no longer is. Three an hour. Only where the operator has set a mail ' +
      'server (`SMTP_URL`): else 404. 412: the account has no e-mail, or it is proven already.',
  })
  @ZodResponse({ status: 202, type: EmailCodeSentDto })
  async send(
    @CurrentSession() session: Session,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<EmailCodeSentDto> {
    return toCodeSent(await this.proof.send(session, languageOf(tagsIn(accepted))));
  }

  @Post('check')
  @HttpCode(200)
  @Problems('not_found', 'verification_expired', 'otp_invalid', 'too_many_attempts')
  @ApiOperation({
    summary: 'Verify the e-mail of your account by the code that was sent there',
    description:
      'Five tries a code. An e-mail is proven by one account at most: the last that did; another that had proven it keeps it ' +
      'as a label. Another e-mail is not proven yet.',
  })
  @ZodResponse({ status: 200, type: ProfileDto })
  async check(
    @CurrentSession() session: Session,
    @Body() { code }: EmailCodeDto,
    @FromSource() source: Source,
  ): Promise<ProfileDto> {
    const user = await this.proof.check(session, code, source);
    return toProfile(user, this.config, await this.portraits.find(user.id));
  }
}

/** The best first, the order in which browsers write them. */
const tagsIn = (accepted = ''): string[] => accepted.split(',').map((tag) => tag.replace(/;.*$/s, '').trim());
