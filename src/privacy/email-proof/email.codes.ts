import { createHmac, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EmailChallenge } from '../../account/users/user';
import type { Language } from '../../config/languages';
import { Config } from '../../config/config';
import { randomId } from '../../ids';
import { Mailer } from '../../mail/mailer';
import { isOneOf } from '../../secrets/same-secret';
import { mailOfCode } from './email.texts';

const DIGITS = 6;
const LIFE_MS = 600_000;

type Of = EmailChallenge & Readonly<{ userId: string }>;

const keyOf = (secret: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', 'email-code', 32));

/** Derives the codes that prove an e-mail, so that none is ever stored, and sends them to it. */
@Injectable()
export class EmailCodes {
  private readonly newest: Buffer;
  /** A code to check may have been derived by any of them. */
  private readonly keys: readonly Buffer[];

  constructor(
    private readonly mailer: Mailer,
    private readonly config: Config,
  ) {
    const [newest, ...before] = config.magicLinkSecrets;
    this.newest = keyOf(newest);
    this.keys = [this.newest, ...before.map(keyOf)];
  }

  /** Whether a mail server is configured. */
  get areSent(): boolean {
    return this.mailer.isSet;
  }

  /** @throws as `Mailer.send` */
  async send(of: Of, language: Language): Promise<void> {
    const mail = mailOfCode(language, codeBy(this.newest, of), new URL(this.config.publicUrl).host);
    await this.mailer.send({ to: of.email, ...mail });
  }

  isCode(given: string, of: Of): boolean {
    return isOneOf(
      given,
      this.keys.map((key) => codeBy(key, of)),
    );
  }
}

/** What a code is derived from, including its expiry. */
export const newChallenge = (now: Date): string => `${randomId()}.${now.getTime() + LIFE_MS}`;

export const endOf = (challenge: string): Date => new Date(Number(challenge.split('.')[1]));

/** 64 bits reduced to 6 digits: the bias is below 10^6 / 2^64. */
function codeBy(key: Buffer, { userId, email, challenge }: Of): string {
  const digest = createHmac('sha256', key).update(`${userId}\n${email}\n${challenge}`).digest();
  return (digest.readBigUInt64BE() % 10n ** BigInt(DIGITS)).toString().padStart(DIGITS, '0');
}
