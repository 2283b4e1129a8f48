import type { AccountService } from '../account/account.service';
import type { ChatRepository } from '../account/chat.repository';
import { aUser } from '../account/user.factory';
import { anAudit } from '../audit/audit.factory';
import type { Outbox } from '../delivery/outbox';
import { AppError } from '../errors';
import type { OtpService } from '../otp/otp.service';
import { aVerification } from '../otp/verification.factory';
import { Secrets } from '../otp/secrets';
import type { Devices } from '../session/devices';
import type { SessionService } from '../session/session.service';
import type { CodeDoor } from './code.door';
import type { Denials } from './denials';
import { Repeats } from './repeats';
import type { SignInNotice } from './sign-in.notice';
import { SignInService } from './sign-in.service';
import type { StepUp } from './step.up';

const client = { address: '203.0.113.7', browser: 'Firefox', system: 'Linux' };

it('an account is in the audit also where another door was faster than the one that made it', async () => {
  const { audit, noted } = anAudit();
  const user = aUser();
  const otp: Partial<OtpService> = {
    getByLink: async () => aVerification({ chatId: user.telegramId }),
    assertOpen: (verification) => verification,
    consume: () => Promise.reject(new AppError('already_used')),
  };
  const accounts: Partial<AccountService> = { welcome: async () => ({ user, isNew: true }) };
  const chats: Partial<ChatRepository> = { find: async () => undefined };
  const stepUp: Partial<StepUp> = { pass: async () => undefined };
  const signIns = new SignInService(
    otp as OtpService,
    {} as CodeDoor,
    stepUp as StepUp,
    {} as Denials,
    new Repeats(otp as OtpService, new Secrets(['a-key-of-the-tests-0123456789-0123456789'], 6)),
    {} as Outbox,
    accounts as AccountService,
    chats as ChatRepository,
    {} as SessionService,
    {} as Devices,
    {} as SignInNotice,
    audit,
  );
  await expect(signIns.byLink('a-link', client)).rejects.toMatchObject({ code: 'already_used' });
  expect(noted).toMatchObject([{ action: 'user.created', subject: { kind: 'user', id: user.id } }]);
});
