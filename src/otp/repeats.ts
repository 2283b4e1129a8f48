import { Injectable } from '@nestjs/common';
import { clock } from '../clock';
import { AppError } from '../errors';
import { hashOf, momentOf } from '../ids';
import { VerificationService } from '../verification/verification.service';
import { Secrets } from '../verification/secrets';
import type { Verification } from '../verification/verification';

/** How long a lost answer may be requested again. */
const REPEAT_WITHIN_MS = 300_000;

/** How a repeated sign-in request is recognised. */
export type Repeat = Readonly<{
  /** A hash of its key and its secret, which the verification keeps. */
  mark: string;
  /** What its tokens are derived from: one seed per key that may have derived them, newest key first. */
  seeds: readonly string[];
}>;

/** A sign-in works once, and yet a lost answer costs no session: the same request gets the same answer. */
@Injectable()
export class Repeats {
  constructor(
    private readonly verifications: VerificationService,
    private readonly secrets: Secrets,
  ) {}

  /** @param secret what was shown with the key: the code, the link, or the initiator's proof */
  of(key: string | undefined, { id }: Verification, secret: string): Repeat | undefined {
    if (key === undefined) return undefined;
    const mark = hashOf(`${id}\n${secret}\n${key}`);
    return { mark, seeds: this.secrets.repeatable(mark) };
  }

  /**
   * @param act what works once
   * @param again gives the same answer again, if this very request was there before
   */
  async run<T>(
    { id }: Verification,
    repeat: Repeat | undefined,
    act: () => Promise<T>,
    again: (used: Verification) => Promise<T>,
  ): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (!repeat || !(error instanceof AppError) || error.code !== 'already_used') throw error;
      const used = await this.verifications.find(id);
      if (!used || !isRepeated(used, repeat)) throw error;
      return again(used);
    }
  }
}

function isRepeated({ usedWith, endedAt, collectedWith, collectedBy }: Verification, { mark }: Repeat): boolean {
  const collectedAt = collectedWith === mark && collectedBy !== undefined ? momentOf(collectedBy) : undefined;
  const at = collectedAt ?? (usedWith === mark ? endedAt : undefined);
  return at !== undefined && clock.now().getTime() - at.getTime() < REPEAT_WITHIN_MS;
}
