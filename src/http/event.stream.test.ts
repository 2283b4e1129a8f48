import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import fastify, { type FastifyInstance } from 'fastify';
import { until } from '../../test/harness/until';
import { sendEvents } from './event.stream';

/** A connection that nobody reads holds only a few of these. */
const BULK = 'x'.repeat(1 << 20);
const MANY = 200;

let server: FastifyInstance;
let url: string;
let raw: ServerResponse | undefined;
let given: number;
let isEnded: boolean;

async function* bulky(): AsyncGenerator<string> {
  try {
    for (; given < MANY; given++) yield BULK;
  } finally {
    isEnded = true;
  }
}

async function* broken(): AsyncGenerator<string> {
  yield 'data: first\n\n';
  throw new Error('the store is away');
}

beforeEach(async () => {
  raw = undefined;
  given = 0;
  isEnded = false;
  server = fastify();
  server.get('/bulky', async (_, reply) => {
    raw = reply.raw;
    sendEvents(reply.header('x-of-a-hook', 'kept'), bulky());
  });
  server.get('/broken', async (_, reply) => sendEvents(reply, broken()));
  url = await server.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(async () => {
  jest.restoreAllMocks();
  await server.close();
});

/** A client that reads nothing, once the connection is full. */
async function idle(): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).pause();
  socket.write('GET /bulky HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => raw?.writableNeedDrain, 'a full connection');
  return socket;
}

describe('a stream of events', () => {
  it('has the headers that the answer was given before, and all events', async () => {
    const answer = await fetch(`${url}/bulky`);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(answer.headers.get('x-of-a-hook')).toBe('kept');
    expect((await answer.text()).length).toBe(MANY * BULK.length);
    expect(isEnded).toBe(true);
  });

  it('is not begun for HEAD, which gets the headers', async () => {
    const { statusCode, headers } = await server.inject({ method: 'HEAD', url: '/bulky' });
    expect({ statusCode, type: headers['content-type'] }).toEqual({
      statusCode: 200,
      type: 'text/event-stream; charset=utf-8',
    });
    expect(given).toBe(0);
  });

  it('waits for a client who does not read, and goes on when they do', async () => {
    const socket = await idle();
    expect(given).toBeLessThan(MANY);
    socket.resume();
    await until(() => given === MANY && isEnded, 'the end');
    socket.destroy();
  });

  it('ends when a client leaves, also one who did not read', async () => {
    const socket = await idle();
    socket.destroy();
    await until(() => isEnded, 'the end');
    expect(given).toBeLessThan(MANY);
  });

  it('that fails is cut off, so that the client comes again, and the log says why', async () => {
    const log = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    const answer = await fetch(`${url}/broken`);
    await expect(answer.text()).rejects.toThrow();
    expect(log).toHaveBeenCalledWith(expect.objectContaining({ msg: 'a stream of events broke off' }));
  });
});
