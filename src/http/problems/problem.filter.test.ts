import { type ArgumentsHost, BadRequestException, HttpException, Logger, NotFoundException } from '@nestjs/common';
import { createZodDto, ZodValidationPipe } from 'nestjs-zod';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AppError, problems, type ProblemCode } from '../../errors';
import { ProblemFilter, sendProblem, toAppError } from './problem.filter';

/** Records what is sent. */
function aReply(isSent = false) {
  const sent: { status?: number; type?: string; body?: unknown; headers: Record<string, string> } = { headers: {} };
  const reply = {
    sent: isSent,
    request: { id: 'a-request', method: 'GET', url: '/', server: { server: {} } },
    header: (name: string, value: string) => ((sent.headers[name] = value), reply),
    hasHeader: (name: string) => name in sent.headers,
    status: (status: number) => ((sent.status = status), reply),
    type: (type: string) => ((sent.type = type), reply),
    send: (body: unknown) => ((sent.body = JSON.parse(JSON.stringify(body))), reply),
  };
  return { sent, reply: reply as unknown as FastifyReply };
}

const aHost = (reply: FastifyReply, type = 'http') =>
  ({ getType: () => type, switchToHttp: () => ({ getResponse: () => reply }) }) as unknown as ArgumentsHost;

const answerTo = (error: unknown) => {
  const { sent, reply } = aReply();
  new ProblemFilter().catch(error, aHost(reply));
  return sent;
};

/** A problem holds only for the moment, so it is never cached. */
const UNKEPT = { 'cache-control': 'no-store' };

it('what is expected when a disk is full or too much is asked is told once an incident, without a stack', () => {
  const now = jest.spyOn(performance, 'now');
  const [error, warn] = (['error', 'warn'] as const).map((level) =>
    jest.spyOn(Logger.prototype, level).mockImplementation(() => undefined),
  );
  const filter = new ProblemFilter();
  const refuseAt = (seconds: number, problem: AppError) => {
    now.mockReturnValue(seconds * 1000);
    filter.catch(problem, aHost(aReply().reply));
  };
  const full = new AppError('storage_unavailable', { cause: new Error('database or disk is full') });
  for (let second = 1_000; second < 1_200; second += 10) refuseAt(second, full);
  refuseAt(1_200, new AppError('overloaded'));
  const line = { msg: 'storage_unavailable', request_id: 'a-request', why: 'database or disk is full' };
  expect([error!.mock.calls, warn!.mock.calls]).toEqual([[[line]], [[{ msg: 'overloaded', request_id: 'a-request' }]]]);
  refuseAt(1_300, full);
  expect(error).toHaveBeenCalledTimes(2);
  for (const spy of [now, error, warn]) spy!.mockRestore();
});

describe('a problem document', () => {
  it.each(Object.keys(problems) as ProblemCode[])('says %s with its status and sentence', (code) => {
    const { sent, reply } = aReply();
    sendProblem(reply, new AppError(code));
    const [status, title] = problems[code];
    expect(sent).toMatchObject({ status, type: 'application/problem+json; charset=utf-8' });
    expect(sent.body).toEqual({ type: `urn:telega2go:problem:${code}`, title, status, code, request_id: 'a-request' });
  });

  it('says when to come back, how many attempts are left, and which fields are wrong', () => {
    const { sent, reply } = aReply();
    const errors = [{ field: 'name', message: 'is missing' }];
    sendProblem(reply, new AppError('otp_invalid', { retryAfterSeconds: 7, attemptsLeft: 0, errors }));
    expect(sent.headers).toEqual({ 'retry-after': '7', ...UNKEPT });
    expect(sent.body).toMatchObject({ attempts_left: 0, errors });
  });

  it('says which limit was reached, and when it begins anew (security 30)', () => {
    const rateLimit = { policy: 'ip', limit: 10, windowSeconds: 60, resetSeconds: 7 };
    const { headers } = answerTo(new AppError('rate_limited', { retryAfterSeconds: 7, rateLimit }));
    const told = { 'ratelimit-policy': '"ip";q=10;w=60', ratelimit: '"ip";r=0;t=7' };
    expect(headers).toEqual({ 'retry-after': '7', ...told, ...UNKEPT });
  });

  it('says how to sign in where that is missing, and not for a wrong code', () => {
    expect(answerTo(new AppError('unauthorized')).headers).toEqual({ 'www-authenticate': 'Bearer', ...UNKEPT });
    expect(answerTo(new AppError('otp_invalid')).headers).toEqual(UNKEPT);
  });

  it('is not sent after an answer was', () => {
    const { sent, reply } = aReply(true);
    new ProblemFilter().catch(new AppError('forbidden'), aHost(reply));
    expect(sent.body).toBeUndefined();
  });

  it('is not made of an error of a bot update, which goes on to the code that took the update', () => {
    const { sent, reply } = aReply();
    const error = new AppError('storage_unavailable');
    expect(() => new ProblemFilter().catch(error, aHost(reply, 'telegraf'))).toThrow(error);
    expect(sent.body).toBeUndefined();
  });
});

describe('an error', () => {
  const withStatus = (statusCode: number, message = '') => Object.assign(new Error(message), { statusCode });

  it.each<[string, unknown, ProblemCode]>([
    ['of ours', new AppError('already_used'), 'already_used'],
    ['of an unknown path', new NotFoundException(), 'not_found'],
    ['of a body that is too large', withStatus(413), 'payload_too_large'],
    ['of a file that is not as expected', withStatus(412), 'precondition_failed'],
    ['of a part that there is not', withStatus(416), 'range_not_satisfiable'],
    ['of a body that cannot be read', withStatus(400, 'Body is not valid JSON'), 'invalid_request'],
    ['of Nest about a request', new BadRequestException('x'), 'invalid_request'],
    ['of another content type', withStatus(415, 'Unsupported Media Type'), 'invalid_request'],
    ['that nobody foresaw', new TypeError('x is undefined'), 'internal'],
    ['of Nest that nobody foresaw', new HttpException('x', 500), 'internal'],
    ['that is a sentence', 'thrown', 'internal'],
    ['that is nothing', undefined, 'internal'],
    ['that is null', null, 'internal'],
  ])('%s is told as it is', (_, error, code) => {
    expect(toAppError(error).code).toBe(code);
  });

  it('that is ours to mend is logged with its cause, and the client learns nothing of it (security 29)', () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const cause = new Error('SQLITE_FULL in /data/telega2go.sqlite');
    const bodies = [cause, new AppError('storage_unavailable', { cause })].map((error) => answerTo(error).body);
    const causes = logged.mock.calls.map(([entry]) => entry as { error?: unknown; why?: string });
    logged.mockRestore();
    expect(causes).toMatchObject([{ error: cause }, { why: cause.message }]);
    expect(JSON.stringify(bodies)).not.toMatch(/SQLITE|data|stack/);
  });

  it.each([
    ['Content-Type', withStatus(415, 'Unsupported Media Type: text/plain')],
    ['body', withStatus(400, "Body cannot be empty when content-type is set to 'application/json'")],
  ])('of %s names it', (field, error) => {
    expect(toAppError(error).details.errors).toMatchObject([{ field }]);
  });
});

describe('a request that does not fit its schema', () => {
  class Person extends createZodDto(z.strictObject({ name: z.string(), at: z.object({ city: z.string() }) })) {}
  const refusalOf = (body: unknown) => {
    try {
      new ZodValidationPipe(Person).transform(body, { type: 'body', metatype: Person });
    } catch (error) {
      return toAppError(error);
    }
    throw new Error('it was taken');
  };
  const fieldsOf = (body: unknown) => refusalOf(body).details.errors?.map(({ field }) => field);

  it('is told every field that is wrong', () => {
    expect(fieldsOf({ name: ['Ann'], at: {} })).toEqual(['name', 'at.city']);
    expect(fieldsOf({ name: 'Ann', at: { city: 'x' }, role: 'admin', x: 1 })).toEqual(['role', 'x']);
    expect(fieldsOf([])).toEqual(['body']);
    expect(fieldsOf(null)).toEqual(['body']);
  });

  it('gets back no more than the beginning of a name that it made up, and none of its values', () => {
    const { details } = refusalOf({ name: 5, at: { city: 'x' }, ['x'.repeat(5_000)]: 'my-secret' });
    expect(JSON.stringify(details)).not.toContain('my-secret');
    expect(JSON.stringify(details).length).toBeLessThan(500);
  });
});
