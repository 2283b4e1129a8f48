import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { CodeSent } from './email.proof';

export class EmailCodeSentDto extends createZodDto(
  z.object({
    email: z.string().meta({ format: 'email' }).describe('Where the code went.'),
    expires_at: z.iso.datetime().describe('Until when it is good.'),
  }),
) {}

export class EmailCodeDto extends createZodDto(
  z.strictObject({
    code: z
      .string()
      .regex(/^\d{6}$/, 'must be 6 digits')
      .meta({ description: 'As the e-mail has it.', example: '123456' }),
  }),
) {}

export const toCodeSent = ({ email, expiresAt }: CodeSent): EmailCodeSentDto => ({
  email,
  expires_at: expiresAt.toISOString(),
});
