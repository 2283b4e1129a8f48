import fastify, { type FastifyInstance } from 'fastify';
import { AppError } from '../errors';
import { answerOnceWritten } from './durable.answers';

describe('an answer that was made inside of a transaction that is open', () => {
  let server: FastifyInstance;
  let commit: () => void;
  let fail: (error: Error) => void;

  beforeEach(() => {
    server = fastify();
    const written = new Promise<void>((resolve, reject) => ([commit, fail] = [resolve, reject]));
    answerOnceWritten(server, { written: () => written });
    server.get('/', () => 'done');
  });

  afterEach(() => server.close());

  it('leaves once that is committed', async () => {
    let isTold = false;
    const answer = server.inject('/').finally(() => (isTold = true));
    await new Promise(setImmediate);
    expect(isTold).toBe(false);
    commit();
    expect((await answer).body).toBe('done');
  });

  it('is an error where that cannot be committed', async () => {
    fail(new AppError('storage_unavailable'));
    const answer = await server.inject('/');
    expect([answer.statusCode, answer.body.includes('done')]).toEqual([503, false]);
  });
});
