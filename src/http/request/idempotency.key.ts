import { AppError } from '../../errors';

/** What the header may contain, in the API's document and in fact. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** At least 128 bits in base64url (a UUID qualifies): it cannot be guessed, and so proves by itself who sent it. */
const STRONG = /^[0-9A-Za-z_-]{22,255}$/;

const schemaOf = (pattern: RegExp) => ({ type: 'string', pattern: pattern.source }) as const;
export const keySchema = schemaOf(IDEMPOTENCY_KEY);
export const strongKeySchema = schemaOf(STRONG);

export const isStrongKey = (key: string): boolean => STRONG.test(key);

export const invalidKey = (message: string): AppError =>
  new AppError('invalid_request', { errors: [{ field: 'Idempotency-Key', message }] });

/**
 * The key of a request that signs a person in; the answer is bound to it.
 * @throws AppError `invalid_request` for one that could be guessed
 */
export function strongKeyOf(header: string | undefined): string | undefined {
  if (header !== undefined && !isStrongKey(header)) throw invalidKey('must be at least 22 characters of base64url');
  return header;
}
