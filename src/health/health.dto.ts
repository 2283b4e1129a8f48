import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

export class LiveDto extends createZodDto(z.object({ status: z.literal('ok') })) {}

export class ReadyDto extends createZodDto(z.object({ status: z.enum(['ok', 'unavailable']) })) {}

const bot = z.object({
  username: z.string().describe('Null until Telegram has told it.').nullable(),
  state: z.string().meta({ description: 'Whether it gets updates; `standby`: another instance does.', example: 'up' }),
  since: z.iso.datetime(),
  error: z.string().describe('Why it does not.').nullable(),
  held_by: z.string().describe('The instance that gets its updates, sends and deletes.').nullable(),
  circuit: z.enum(['closed', 'half_open', 'open']).describe('Open: Telegram does not take what this instance sends.'),
  held_back_seconds: z.int().describe('How long nothing goes out; 0 while all is well.'),
});

export class HealthDto extends createZodDto(
  z.object({
    status: z
      .enum(['ok', 'degraded', 'unavailable'])
      .describe('`degraded`: people are served, but something an operator should look at does not work.'),
    storage: z.enum(['up', 'down']),
    pictures: z
      .enum(['ok', 'text_only'])
      .describe('`text_only`: the last QR picture could not be drawn, and its message went without.'),
    clock: z
      .enum(['ok', 'doubted'])
      .describe(
        "`doubted`: our time is far ahead of Telegram's, or of all that was written; while it is, nothing is erased.",
      ),
    overstaying: z.int().describe('Messages that should have left Telegram a minute ago and more.').nullable(),
    stranded: z
      .int()
      .describe('Messages of bots whose token is not in the settings: nobody can send or delete them.')
      .nullable(),
    instance: z.string().describe('Names this run of this process.'),
    bots: z.array(bot),
  }),
) {}
