import { createHmac, hkdfSync } from 'node:crypto';
import type { EmailChallenge } from '../../account/users/user';
import { randomId } from '../../ids';
import { isOneOf } from '../../same-secret';

const DIGITS = 6;
const LIFE_MS = 600_000;

type Of = EmailChallenge & Readonly<{ userId: string }>;

const keyOf = (secret: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', 'email-code', 32));

/** Derives the codes that prove an e-mail, so that none of them is ever stored. */
export class EmailCodes {
  private readonly newest: Buffer;
  private readonly keys: readonly Buffer[];

  /** @param secrets the newest derives, any of them may have derived what is checked */
  constructor([newest, ...before]: readonly [string, ...string[]]) {
    this.newest = keyOf(newest);
    this.keys = [this.newest, ...before.map(keyOf)];
  }

  code(of: Of): string {
    return codeBy(this.newest, of);
  }

  isCode(given: string, of: Of): boolean {
    return isOneOf(
      given,
      this.keys.map((key) => codeBy(key, of)),
    );
  }
}

/** What a code is derived from, until when it is good included. */
export const newChallenge = (now: Date): string => `${randomId()}.${now.getTime() + LIFE_MS}`;

export const endOf = (challenge: string): Date => new Date(Number(challenge.split('.')[1]));

/** 64 bits reduced to 6 digits: the bias is below 10^6 / 2^64. */
function codeBy(key: Buffer, { userId, email, challenge }: Of): string {
  const digest = createHmac('sha256', key).update(`${userId}\n${email}\n${challenge}`).digest();
  return (digest.readBigUInt64BE() % 10n ** BigInt(DIGITS)).toString().padStart(DIGITS, '0');
}
