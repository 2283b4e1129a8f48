import Fastify, { type FastifyInstance } from 'fastify';
import type { AppError } from '../../errors';
import { readOnlyJson } from './json.body';

let fastify: FastifyInstance;

beforeEach(() => {
  fastify = Fastify({ bodyLimit: 16 * 1024 });
  readOnlyJson(fastify);
  fastify.setErrorHandler((error: AppError & { statusCode?: number }, _request, reply) =>
    reply.status(error.status ?? error.statusCode ?? 500).send({ field: error.details?.errors?.[0]?.field ?? null }),
  );
  fastify.post('/', (request) => ({ body: request.body }));
  fastify.post('/deep', () => ({}));
});

afterEach(() => fastify.close());

async function post(payload: string, type = 'application/json', url = '/') {
  const answer = await fastify.inject({ method: 'POST', url, payload, headers: { 'content-type': type } });
  return { status: answer.statusCode, ...(answer.json() as { body?: unknown; field?: string | null }) };
}

describe('a body', () => {
  it.each(['{"name":"Ann"}', '[1,"a",null]', '"text"', '{"constructor":1,"x":{"prototype":2}}'])(
    'is read: %s',
    async (text) => {
      expect(await post(text)).toEqual({ status: 200, body: JSON.parse(text) as unknown });
    },
  );

  it.each([
    '{"__proto__":{"admin":true}}',
    '{"a":[{"__proto__":1}]}',
    '{"\\u005f_proto__":1}',
    '{"a":"x","\\u005F\\u005fproto\\u005f\\u005f":null}',
  ])('cannot reach a prototype: %s', async (text) => {
    expect(await post(text)).toEqual({ status: 400, field: '__proto__' });
  });

  it('may speak of __proto__', async () => {
    expect(await post('{"name":"__proto__"}')).toEqual({ status: 200, body: { name: '__proto__' } });
  });

  it('that is not there is none', async () => {
    expect(await post('')).toEqual({ status: 200 });
    expect(await post('\ufeff')).toEqual({ status: 200 });
  });

  it('may begin with a byte order mark', async () => {
    expect(await post('\ufeff{"a":1}')).toEqual({ status: 200, body: { a: 1 } });
  });

  it.each(['{', '{"a":1,}', "{'a':1}", 'undefined', '{"a":1}{"b":2}', '\u0000'])('is refused as %j', async (text) => {
    expect(await post(text)).toEqual({ status: 400, field: 'body' });
  });

  it.each([
    ['plainly', '[', ']', 8_000],
    ['with escapes', '{"\\u0061":', '}', 1_200],
  ])('is read as deep as its size allows, %s', async (_, open, close, depth) => {
    expect(
      (await post(`${open.repeat(depth)}${open === '[' ? '' : '1'}${close.repeat(depth)}`, 'application/json', '/deep'))
        .status,
    ).toBe(200);
    expect(await post(open.repeat(depth))).toEqual({ status: 400, field: 'body' });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonx'])(
    'is not taken as %s',
    async (type) => {
      expect((await post('{"name":"Ann"}', type)).status).toBe(415);
    },
  );

  it('is JSON with a charset too', async () => {
    expect((await post('{"name":"Ännchen"}', 'application/json; charset=utf-8')).body).toEqual({ name: 'Ännchen' });
  });

  it('over 16 KiB is too large', async () => {
    expect((await post(`"${'x'.repeat(16 * 1024)}"`)).status).toBe(413);
  });
});
