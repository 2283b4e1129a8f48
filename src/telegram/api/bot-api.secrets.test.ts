import { inspect } from 'node:util';
import { BotApi } from './bot-api';
import { answer, FaultServer, hangUp, reset, silence, truncated } from '../../../test/harness/fault.server';

const TOKEN = '123456789:AAtoken-token-token';
const CAPTION = 'Your code is <code>834129</code>, https://example.org/verify#link-token';
const SECRETS = [TOKEN, 'AAtoken', '834129', 'Your code', 'link-token', 'picture'];

const echo = (code: number) =>
  answer(code, JSON.stringify({ ok: false, error_code: code, description: `can't parse "${CAPTION}" for ${TOKEN}` }));

describe('a failed call', () => {
  it.each([
    ['a reset', reset],
    ['a cut answer', truncated],
    ['a hang-up', hangUp],
    ['silence', silence],
    ['an echo', answer(200, CAPTION)],
    ['an echo by a gateway', answer(502, CAPTION)],
    ['a refusal that quotes', echo(400)],
    ['a wrong token that is quoted', echo(401)],
  ])('by %s tells no secret, however it is printed', async (_name, fault) => {
    const server = await FaultServer.start();
    server.otherwise = fault;
    const api = new BotApi({ token: TOKEN, apiRoot: server.root, timeoutSeconds: 0.1 });
    const payload = { chat_id: 7, caption: CAPTION, photo: Buffer.from('picture') };
    const error = await api.call('sendPhoto', payload).catch((failure: unknown) => failure);
    await api.close();
    await server.stop();
    expect(error).toBeInstanceOf(Error);
    const { stack, cause } = error as Error;
    const printed = [
      inspect(error, { depth: 9, showHidden: true }),
      JSON.stringify(error),
      String(error),
      stack,
    ].join();
    for (const secret of SECRETS) expect(printed).not.toContain(secret);
    expect(cause).toBeUndefined();
  });
});
