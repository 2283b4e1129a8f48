import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError } from '../errors';
import { timeOrderedId } from '../ids';
import { IdempotencyRepository } from './idempotency.repository';

/** The header's value, and the address that it came from. */
type KeyOfClient = Readonly<{ key: string; address: string }>;

const KEY = /^[\x21-\x7e]{1,255}$/;

/** Lets a client repeat a request whose answer it did not get: the same key and body mean the same verification. */
@Injectable()
export class Idempotency {
  constructor(private readonly keys: IdempotencyRepository) {}

  /**
   * The id that the verification of this request has, or shall have. A key is its sender's: the id is the initiator's
   * proof, and must not go to whoever guesses that a key is `1`.
   * @throws AppError `invalid_request` for a malformed key, or one that came with another body before
   */
  async verificationId({ key, address }: KeyOfClient, body: unknown, now: Date): Promise<string> {
    if (!KEY.test(key)) throw invalidKey('must be 1 to 255 visible ASCII characters');
    const request = { requestHash: sha256(JSON.stringify(body)), verificationId: timeOrderedId(now) };
    const first = await this.keys.claim(sha256(`${address}\n${key}`), request, now);
    if (first.requestHash !== request.requestHash) throw invalidKey('was used with another request before');
    return first.verificationId;
  }

  /** Forgets up to `limit` of those that came before then: a repeat is a new request from then on. @returns how many */
  eraseBefore(before: Date, limit: number): Promise<number> {
    return this.keys.eraseBefore(before, limit);
  }
}

function invalidKey(message: string): AppError {
  return new AppError('invalid_request', { errors: [{ field: 'Idempotency-Key', message }] });
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');
