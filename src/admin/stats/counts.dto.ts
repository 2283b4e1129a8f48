import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { failures, statuses } from '../../verification/verification';
import { deliveryStates } from '../deliveries/deliveries.dto';
import { ofPeriod, periodFields } from '../period.fields';
import { countedSince } from './stats.fields';

export class CountsQuery extends createZodDto(ofPeriod(z.strictObject(periodFields('a day')))) {}

const count = z.int().min(0);

export class CountsDto extends createZodDto(
  z.object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    counted_since: countedSince,
    messages: z
      .array(
        z.object({
          status: z.enum(deliveryStates),
          error: z
            .string()
            .describe('The last thing that Telegram or the network said. Null where nothing.')
            .nullable(),
          bot: z.int(),
          count,
        }),
      )
      .describe('Messages of each state, error and bot, the most first; tests and removals are left out.'),
    verifications: z
      .array(z.object({ status: z.enum(statuses), reason: z.enum(failures).nullable(), bot: z.int(), count }))
      .describe('Sign-ins of each status, reason and bot, the most first.'),
    apps: z
      .array(
        z.object({
          app: z.string().meta({
            description: 'Its id; `default` where no app has sent people here.',
            example: 'shop',
          }),
          begun: count,
          verified: count,
          failed: count.describe('Ended without success: failed, expired, cancelled or locked.'),
          last_at: z.iso.datetime().describe('When the last one began.'),
        }),
      )
      .describe('Sign-ins to each app, the most first. People who continue with an existing session are not counted.'),
  }),
) {}
