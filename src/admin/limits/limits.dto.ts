import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { limitNames } from '../../limits/limits.service';

export class LimitsDto extends createZodDto(
  z.object({
    limits: z.array(
      z.object({
        name: z.enum(limitNames),
        counts: z.string().describe('What is counted, and for which subject.'),
        most: z.int(),
        window_seconds: z.int().describe('A window begins with the first use.'),
        reached_now: z.int().describe('How many have reached it in a window that runs.'),
        reached: z
          .array(
            z.object({
              subject: z.string().meta({
                description: 'A pseudonym, the same for the same subject; of an address the one that the audit tells.',
                example: 'c0ffee4711a2',
              }),
              used: z.int().meta({ example: 12 }),
              ends_at: z.iso.datetime(),
            }),
          )
          .describe('Those that wait longest, twenty at most.'),
      }),
    ),
  }),
) {}
