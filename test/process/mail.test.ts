import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SMTPServerOptions } from 'smtp-server';
import { Api } from '../harness/api';
import { AppProcess } from '../harness/app.process';
import { selfSigned } from '../harness/certificate';
import { MailServer } from '../harness/mail.server';
import { Member } from '../harness/member';
import { bearer } from '../harness/sign.in';
import { Telegram } from '../harness/telegram';

type Protocol = 'smtp' | 'smtps';

const identity = selfSigned();

/** Sends a code by a mail server that wants a password. `isTrusted` says whether the process trusts the server's certificate. */
async function sendBy(mail: MailServer, protocol: Protocol, isTrusted: boolean) {
  const telegram = await Telegram.start();
  const app = await AppProcess.prepare({
    ...telegram.settings,
    SMTP_URL: `${protocol}://user:secret@127.0.0.1:${mail.port}`,
    MAIL_FROM: 'Example <sign-in@example.org>',
  });
  const authority = join(app.folder, 'authority.pem');
  writeFileSync(authority, identity.cert);
  await app.boot(isTrusted ? { NODE_EXTRA_CA_CERTS: authority } : {});
  const member = await Member.signIn({ app, api: new Api(app), telegram });
  const { status } = await app.post('/api/profile/email/verification', {}, bearer(member.tokens.access_token));
  const codes = mail.codesTo(member.email);
  await app.close();
  await telegram.stop();
  return { status, codes: codes.length, signIns: mail.signIns };
}

describe.each<[Protocol, string, SMTPServerOptions]>([
  ['smtps', 'over TLS from the first byte', { secure: true }],
  ['smtp', 'over TLS that STARTTLS begins', { disabledCommands: [] }],
])('a mail server at %s, %s,', (protocol, _, options) => {
  let mail: MailServer;

  beforeEach(async () => {
    mail = await MailServer.open({ ...options, ...identity, allowInsecureAuth: false });
  });
  afterEach(() => mail.close());

  it('gets the password and the e-mail if its certificate is trusted', async () => {
    expect(await sendBy(mail, protocol, true)).toEqual({ status: 202, codes: 1, signIns: 1 });
  });

  it('gets neither if its certificate is not trusted', async () => {
    expect(await sendBy(mail, protocol, false)).toEqual({ status: 503, codes: 0, signIns: 0 });
  });
});
