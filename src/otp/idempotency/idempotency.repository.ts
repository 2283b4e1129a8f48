/** What a key stands for: the first request that came with it, and the verification that resulted. */
export type IdempotentRequest = Readonly<{ requestHash: string; verificationId: string }>;

export abstract class IdempotencyRepository {
  /** The first request with this key wins, in one write: returns what the key stands for from now on. */
  abstract claim(keyHash: string, request: IdempotentRequest, now: Date): Promise<IdempotentRequest>;
  /** Erases up to `limit` keys claimed before `before`. @returns how many */
  abstract eraseBefore(before: Date, limit: number): Promise<number>;
}
