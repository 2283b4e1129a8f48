import { Injectable, Logger } from '@nestjs/common';
import type { Transporter } from 'nodemailer';
import { Config, type MailConfig } from '../config/config';
import { AppError } from '../errors';

export type Mail = Readonly<{ to: string; subject: string; text: string }>;

/** Less than a client waits for our answer. */
const PATIENCE_MS = 8_000;
const RETRY_AFTER_SECONDS = 30;
/** RFC 5321, 4.2.1: from here on, the server refuses for good, not because of its momentary state. */
const REFUSED_FOR_GOOD = 500;

/** What we log of the library's error: its message may quote the address. */
type Failure = Readonly<{ code?: string; responseCode?: number; command?: string }>;

/** Hands e-mails to the configured mail server. */
@Injectable()
export class Mailer {
  private readonly logger = new Logger(Mailer.name);
  private transporter?: Transporter;

  constructor(private readonly config: Config) {}

  /** Whether a mail server is configured at all. */
  get isSet(): boolean {
    return this.config.mail !== undefined;
  }

  /**
   * Resolves once the server has accepted the e-mail.
   * @throws AppError `not_found` if there is no mail server; `mail_unavailable` if it does not accept the e-mail in
   * time; `invalid_request` if it refuses the address for good
   */
  async send(mail: Mail): Promise<void> {
    const { mail: settings } = this.config;
    if (!settings) throw new AppError('not_found');
    try {
      this.transporter ??= connect(settings);
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const headers = { 'Auto-Submitted': 'auto-generated' };
      await this.transporter.sendMail({ ...mail, from: settings.from, headers, signal });
    } catch (cause) {
      throw this.refusalOf(cause as Failure);
    }
  }

  private refusalOf({ code, responseCode, command }: Failure): AppError {
    this.logger.warn({ msg: 'an e-mail was not sent', code, responseCode, command });
    if (command === 'RCPT TO' && (responseCode ?? 0) >= REFUSED_FOR_GOOD)
      return new AppError('invalid_request', {
        errors: [{ field: 'email', message: 'is refused by the mail server' }],
      });
    return new AppError('mail_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}

/** The library is loaded with the first e-mail. A password is sent over TLS only. */
function connect({ url }: MailConfig): Transporter {
  const { createTransport } = require('nodemailer') as typeof import('nodemailer');
  const { protocol, hostname, port, username, password } = new URL(url);
  const timeouts = { connectionTimeout: PATIENCE_MS, greetingTimeout: PATIENCE_MS, socketTimeout: PATIENCE_MS };
  return createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? undefined : Number(port),
    secure: protocol === 'smtps:',
    ...(username && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
      requireTLS: true,
    }),
    ...timeouts,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
