import { Injectable } from '@nestjs/common';
import { IDEMPOTENCY_KEY, invalidKey } from '../../http/request/idempotency.key';
import { hashOf, idsSince, timeOf, timeOrderedId } from '../../ids';
import { idOf, isProof } from '../../verification/proof';
import { Secrets } from '../../verification/secrets';
import { IdempotencyRepository } from './idempotency.repository';

/** A request that may be repeated: its key, the key's sender (each sender has keys of its own), and its body. */
export type Repeatable = Readonly<{ key: string; sender: string; body: unknown }>;

/** Lets a client repeat a request whose answer it did not get: the same key and body mean the same verification. */
@Injectable()
export class Idempotency {
  constructor(
    private readonly keys: IdempotencyRepository,
    private readonly secrets: Secrets,
  ) {}

  /**
   * The proof that the initiator of this request's verification holds, or will hold. It is derived anew, since only the
   * id made from it is stored. A key is its sender's: the proof must not go to a caller who guesses that a key is `1`.
   * @throws AppError `invalid_request` for a malformed key, one that came with another body before, or one whose proof
   * was derived from a secret that is gone
   */
  async proof(of: Repeatable, now: Date): Promise<string> {
    const id = await this.verificationId(of, now, idOf(this.proofs(of, idsSince(now))[0]!));
    // The previous version stored the proof itself.
    const proof = isProof(id) ? id : this.proofs(of, timeOf(id)).find((derived) => idOf(derived) === id);
    if (proof === undefined) throw invalidKey('is too old to be repeated');
    return proof;
  }

  /**
   * The id that the verification of this request has, or will have.
   * @throws AppError `invalid_request` for a malformed key, or one that came with another body before
   */
  async verificationId(of: Repeatable, now: Date, fresh = timeOrderedId(now)): Promise<string> {
    if (!IDEMPOTENCY_KEY.test(of.key)) throw invalidKey('must be 1 to 255 visible ASCII characters');
    const request = { requestHash: hashOf(JSON.stringify(of.body)), verificationId: fresh };
    const first = await this.keys.claim(hashOf(nameOf(of)), request, now);
    if (first.requestHash !== request.requestHash) throw invalidKey('was used with another request before');
    return first.verificationId;
  }

  private proofs(of: Repeatable, time: string): string[] {
    return this.secrets.repeatable(`${time}\n${nameOf(of)}`).map((bits) => time + bits);
  }

  /** Forgets up to `limit` keys claimed before `before`: a repeat is a new request from then on. @returns how many */
  eraseBefore(before: Date, limit: number): Promise<number> {
    return this.keys.eraseBefore(before, limit);
  }
}

const nameOf = ({ key, sender }: Repeatable): string => `${sender}\n${key}`;
