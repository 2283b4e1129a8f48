import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { botId } from '../admin.fields';

export class BotParam extends createZodDto(z.strictObject({ bot: botId })) {}

const circuit = z.object({
  bot: z.int(),
  username: z.string().describe('Null until Telegram has told it.').nullable(),
  state: z.string().meta({ description: 'Whether the bot gets updates.', example: 'polling' }),
  circuit: z
    .enum(['closed', 'half_open', 'open'])
    .describe('Open: nothing goes out, because Telegram does not answer.'),
  held_back_seconds: z.int().describe('How long nothing goes out; 0 while all is well.'),
  held_by: z.string().describe('The instance that sends for the bot: its circuit is the one that counts.').nullable(),
  instance: z.string().describe('The instance that answers, and whose circuit this is.'),
});

export class CircuitDto extends createZodDto(circuit) {}
export class CircuitsDto extends createZodDto(z.object({ circuits: z.array(circuit) })) {}
