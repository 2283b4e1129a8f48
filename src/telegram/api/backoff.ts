const BASE_MS = 500;
const CAP_MS = 8000;

/**
 * How long to wait before a repeat: exponential with full jitter, so that many who failed together do not come back together.
 * @param attempt repeats made so far
 * @param random in [0, 1)
 */
export function backoffMs(attempt: number, random: number): number {
  return Math.floor(random * Math.min(CAP_MS, BASE_MS * 2 ** attempt));
}
