import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ZodValidationException } from 'nestjs-zod';
import type { ZodError } from 'zod';
import { AppError, problems } from '../errors';

/** Answers every error as a problem document (RFC 9457); what is ours to mend is logged with its cause, and not told. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    // Bot updates pass here too: whoever took the update decides whether it must come again.
    if (host.getType<string>() !== 'http') throw error;
    const problem = toAppError(error);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (problem.status >= 500)
      this.logger.error({ msg: problem.code, request_id: reply.request.id, error: problem.details.cause ?? error });
    if (reply.sent) return;
    sendProblem(reply, problem);
  }
}

/** Writes the document; `title` is a sentence for people, `code` the word for programs. */
export function sendProblem(reply: FastifyReply, problem: AppError): void {
  const { errors, attemptsLeft, retryAfterSeconds } = problem.details;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  if (problem.status === 401 && problem.code === 'unauthorized') reply.header('www-authenticate', 'Bearer');
  void reply
    .status(problem.status)
    .type('application/problem+json; charset=utf-8')
    .send({
      type: `urn:telega2go:problem:${problem.code}`,
      title: problems[problem.code][1],
      status: problem.status,
      code: problem.code,
      request_id: reply.request.id,
      errors,
      attempts_left: attemptsLeft,
    });
}

/** Foreign errors by what they mean to the client; any that nobody foresaw is `internal`. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof ZodValidationException) return invalidFields(error.getZodError() as ZodError);
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number } | undefined)?.statusCode;
  if (status === 400 || status === 415) return invalidBody((error as Error).message);
  if (status === 404) return new AppError('not_found');
  if (status === 413) return new AppError('payload_too_large');
  return new AppError('internal', { cause: error });
}

function invalidFields({ issues }: ZodError): AppError {
  const errors = issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code !== 'unrecognized_keys') return [{ field: path.join('.') || 'body', message: issue.message }];
    return issue.keys.map((key) => ({
      field: [...path, key].join('.').slice(0, 100),
      message: 'is not a known field',
    }));
  });
  return new AppError('invalid_request', { errors });
}

/** What Fastify says of a body that it could not read. */
function invalidBody(message: string): AppError {
  if (/media type/i.test(message))
    return new AppError('invalid_request', {
      errors: [{ field: 'Content-Type', message: 'must be application/json' }],
    });
  return new AppError('invalid_request', { errors: [{ field: 'body', message: 'must be well-formed JSON' }] });
}
