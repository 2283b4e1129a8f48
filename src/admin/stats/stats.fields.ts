import { z } from 'zod';

export const countedSince = z.iso
  .datetime()
  .describe(
    'What began from here on is counted. Later than `from` where there is more than one answer has time for: asked again for the same time, it goes on.',
  );

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
