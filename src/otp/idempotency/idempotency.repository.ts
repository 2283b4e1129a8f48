/** What a key stands for: the request that came with it first, and the verification that came of it. */
export type IdempotentRequest = Readonly<{ requestHash: string; verificationId: string }>;

export abstract class IdempotencyRepository {
  /** The first request with this key wins, in one write: answers what stands for the key from now on. */
  abstract claim(keyHash: string, request: IdempotentRequest, now: Date): Promise<IdempotentRequest>;
  /** Erases up to `limit` of those that came before then. @returns how many */
  abstract eraseBefore(before: Date, limit: number): Promise<number>;
}
