import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ZodValidationException } from 'nestjs-zod';
import type { ZodError } from 'zod';
import { AppError, type ProblemCode } from '../../errors';
import { randomId } from '../../ids';
import { otherMethods } from '../methods';
import { toProblemDocument } from './problem.document';

/** After this long without it, a problem is a new incident. */
const INCIDENT_MS = 60_000;

/** Answers every error as a problem document (RFC 9457); our own faults are logged with a cause that no client sees. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);
  /** When there last was a problem with each code. */
  private readonly lastAt = new Map<string, number>();

  catch(error: unknown, host: ArgumentsHost): void {
    // Bot updates pass here too: their handler decides whether Telegram must send them again.
    if (host.getType<string>() !== 'http') throw error;
    const problem = toAppError(error);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (problem.status >= 500) this.tell(problem, error, reply.request.id);
    if (reply.sent) return;
    sendProblem(reply, problem);
  }

  /** Problems that are expected now and then are logged once per incident: each request has its own line anyway. */
  private tell({ code, details }: AppError, error: unknown, requestId: string): void {
    const line = { msg: code, request_id: requestId };
    if (code === 'internal') return this.logger.error({ ...line, error: details.cause ?? error });
    const now = performance.now();
    const isNews = now - (this.lastAt.get(code) ?? -Infinity) > INCIDENT_MS;
    this.lastAt.set(code, now);
    if (!isNews) return;
    if (details.cause instanceof Error) this.logger.error({ ...line, why: details.cause.message });
    else this.logger.warn(line);
  }
}

/** The code with which each refused request was answered. */
const refusals = new WeakMap<FastifyRequest, ProblemCode>();

/** The code of the problem with which a request was answered, if any. */
export const problemOf = (request: FastifyRequest): ProblemCode | undefined => refusals.get(request);

/** Writes the document; `title` is a sentence for people, `code` the word for programs. */
export function sendProblem(reply: FastifyReply, refused: AppError): void {
  const allowed = refused.code === 'not_found' ? otherMethods(reply.request) : [];
  if (allowed.length > 0) reply.header('allow', allowed.join(', '));
  const problem = allowed.length > 0 ? new AppError('method_not_allowed') : refused;
  refusals.set(reply.request, problem.code);
  const { retryAfterSeconds, rateLimit } = problem.details;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  if (rateLimit) {
    const { policy, limit, windowSeconds, resetSeconds } = rateLimit;
    // draft-ietf-httpapi-ratelimit-headers: what the limit is, and what is left of it.
    reply.header('ratelimit-policy', `"${policy}";q=${limit};w=${windowSeconds}`);
    reply.header('ratelimit', `"${policy}";r=0;t=${resetSeconds}`);
  }
  if (problem.code === 'unauthorized' && !reply.hasHeader('www-authenticate'))
    reply.header('www-authenticate', 'Bearer');
  reply.header('cache-control', 'no-store');
  void reply.status(problem.status).type(PROBLEM_TYPE).send(toProblemDocument(problem, reply.request.id));
}

/** Answers malformed HTTP and oversized headers on the bare connection, then closes it. */
export function answerClientError({ code }: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) return;
  const known = CLIENT_ERRORS[code ?? ''];
  const problem = known ? new AppError(known) : invalid('request', 'must be well-formed HTTP');
  const body = JSON.stringify(toProblemDocument(problem, randomId()));
  const line = `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`;
  const head = `${line}\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
  socket.end(`${head}Connection: close\r\n\r\n${body}`);
}

/** Node's codes for what it refuses before there is a request. */
const CLIENT_ERRORS: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** What the framework refuses, by its status. */
const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'request_timeout',
  412: 'precondition_failed',
  413: 'payload_too_large',
  414: 'not_found',
  416: 'range_not_satisfiable',
  431: 'headers_too_large',
};

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Maps foreign errors to what they mean to the client; what is not the client's fault is `internal`. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof ZodValidationException) return invalidFields(error.getZodError() as ZodError);
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number } | undefined)?.statusCode;
  if (status === 400 || status === 415) return invalidBody((error as Error).message);
  const known = BY_STATUS[status ?? 0] ?? (isOfClient(status) ? 'invalid_request' : undefined);
  return known ? new AppError(known) : new AppError('internal', { cause: error });
}

const isOfClient = (status = 500): boolean => status >= 400 && status < 500;

function invalidFields({ issues }: ZodError): AppError {
  const errors = issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code !== 'unrecognized_keys') return [{ field: path.join('.') || 'body', message: sentenceOf(issue) }];
    return issue.keys.map((key) => ({
      field: [...path, key].join('.').slice(0, 100),
      message: 'is not a known field',
    }));
  });
  return new AppError('invalid_request', { errors });
}

/** Zod's own messages about a wrong type are for developers of schemas, not for callers. */
function sentenceOf(issue: ZodError['issues'][number]): string {
  if (issue.code !== 'invalid_type' || !issue.message.startsWith('Invalid input')) return issue.message;
  return issue.message.endsWith('undefined') ? 'is required' : `must be of type ${issue.expected}`;
}

/** From Fastify's message about a body or a URL that it could not read. */
function invalidBody(message: string): AppError {
  if (/media type/i.test(message)) return invalid('Content-Type', 'must be application/json');
  if (/url component/i.test(message)) return invalid('url', 'must be a well-formed URL');
  return invalid('body', 'must be well-formed JSON');
}

export const invalid = (field: string, message: string): AppError =>
  new AppError('invalid_request', { errors: [{ field, message }] });
