const BASE_MS = 500;
const CAP_MS = 8000;

/**
 * How long to wait before a retry: exponential with full jitter, so that failed calls do not all come back together.
 * @param attempt retries made so far
 * @param random in [0, 1)
 */
export function backoffMs(attempt: number, random: number): number {
  return Math.floor(random * Math.min(CAP_MS, BASE_MS * 2 ** attempt));
}
