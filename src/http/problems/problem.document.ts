import { z } from 'zod';
import { problems, type AppError, type ProblemCode } from '../../errors';

export const problemCodes = Object.keys(problems) as ProblemCode[];

/** The body of every error answer (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: 'The code, as a URN.', example: 'urn:telega2go:problem:rate_limited' }),
    title: z.string().meta({ description: 'A sentence for people; it may change.', example: problems.rate_limited[1] }),
    status: z.int().meta({ description: 'The HTTP status, once more.', example: 429 }),
    code: z.enum(problemCodes).meta({ description: 'A word for programs, which stays.', example: 'rate_limited' }),
    request_id: z.string().meta({
      description: 'By which the log knows the request: name it when you ask for help.',
      example: 'c2kXyXW8Qm2vFhV0bTn6Jg',
    }),
    errors: z
      .array(
        z.object({
          field: z.string().meta({ example: 'email' }),
          message: z.string().meta({ example: 'must be an e-mail address' }),
        }),
      )
      .optional()
      .meta({ description: 'With `invalid_request`: each field that is wrong.' }),
    attempts_left: z
      .int()
      .optional()
      .meta({ description: 'With `otp_invalid`: codes that may still be tried.', example: 4 }),
  })
  .meta({ description: 'Why a call did not do what it was asked for (RFC 9457).' });

export type ProblemDocument = z.infer<typeof problemSchema>;

export const toProblemDocument = ({ code, status, details }: AppError, requestId: string): ProblemDocument => ({
  type: `urn:telega2go:problem:${code}`,
  title: problems[code][1],
  status,
  code,
  request_id: requestId,
  errors: details.errors && [...details.errors],
  attempts_left: details.attemptsLeft,
});
