import { z } from 'zod';

/** How long something took, in seconds. */
export const percentiles = z.object({
  count: z.int(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
});

export const messageCounts = {
  delivered: z.int().describe('Messages that Telegram acknowledged.'),
  failed: z.int().describe('Messages that were given up.'),
  overstayed: z.int().describe('Messages that were, or are, in Telegram for more than two seconds past their time.'),
};
