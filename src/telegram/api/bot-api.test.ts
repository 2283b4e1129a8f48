import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Dispatcher } from 'undici';
import { BotApi, type BotApiOptions, type CallReport } from './bot-api';
import { BotApiError } from './bot-api.error';
import { Exchange } from './bot-api.exchange';
import {
  answer,
  FaultServer,
  hangUp,
  ok,
  refuse,
  reset,
  silence,
  stalled,
  tooMany,
  truncated,
} from '../../../test/harness/fault.server';
import { holdTimers } from '../../../test/harness/held.timer';

const TOKEN = '123456789:AAtoken-token-token';
const CAPTION = 'Your code is <code>834129</code>';
const MEBIBYTE = 1024 * 1024;

let server: FaultServer;
let reports: CallReport[];
const opened: BotApi[] = [];

beforeEach(async () => {
  server = await FaultServer.start();
  reports = [];
});

afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(opened.splice(0).map((api) => api.close()));
  await server.stop();
});

function open(options: Partial<BotApiOptions> = {}): BotApi {
  const onCall = (report: CallReport) => reports.push(report);
  const api = new BotApi({ token: TOKEN, apiRoot: server.root, timeoutSeconds: 20, onCall, ...options });
  opened.push(api);
  return api;
}

const send = (api: BotApi, photo?: Buffer) => api.call('sendPhoto', { chat_id: 7, caption: CAPTION, photo });

const failure = (call: Promise<unknown>): Promise<BotApiError> =>
  call.then(
    () => Promise.reject(new Error('The call did not fail')),
    (error: unknown) => (error instanceof BotApiError ? error : Promise.reject(error as Error)),
  );

describe('a call on the wire', () => {
  it('is JSON under the path of the API root', async () => {
    server.next(ok({ message_id: 5 }));
    const api = open({ apiRoot: `${server.root}sandbox/telegram/` });
    await expect(api.call('sendMessage', { chat_id: 7, text: 'hi ✓', none: undefined })).resolves.toEqual({
      message_id: 5,
    });
    const [call] = server.calls;
    expect(call!.path).toBe(`/sandbox/telegram/bot${TOKEN}/sendMessage`);
    expect(call!.head).toMatch(/^content-type: application\/json$/im);
    expect(JSON.parse(call!.body.toString())).toEqual({ chat_id: 7, text: 'hi ✓' });
  });

  it('carries a picture in one piece of known length, named and typed as PNG', async () => {
    const photo = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 13, 10, 255]);
    const markup = { inline_keyboard: [[{ text: 'ok', url: 'https://example.org' }]] };
    await open().call('sendPhoto', { chat_id: 7, photo, protect_content: true, reply_markup: markup, none: undefined });
    const { head, body } = server.calls[0]!;
    const boundary = /^content-type: multipart\/form-data; boundary=(\S+)$/im.exec(head)![1]!;
    expect(head).not.toMatch(/transfer-encoding/i);
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    }).formData();
    const file = form.get('photo') as unknown as { name: string; type: string; arrayBuffer(): Promise<ArrayBuffer> };
    expect([file.name, file.type]).toEqual(['qr.png', 'image/png']);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(photo);
    expect([form.get('chat_id'), form.get('protect_content')]).toEqual(['7', 'true']);
    expect(JSON.parse(form.get('reply_markup') as string)).toEqual(markup);
    expect(form.has('none')).toBe(false);
  });

  it('uses a connection again', async () => {
    const api = open();
    for (let i = 0; i < 5; i++) await api.call('getMe');
    expect(server.connections).toBeLessThan(5);
  });

  it('goes out beside a hundred others', async () => {
    server.otherwise = silence;
    const api = open();
    const all = Promise.allSettled(Array.from({ length: 100 }, () => send(api)));
    await server.sees(100);
    await api.close();
    expect((await all).every(({ status }) => status === 'rejected')).toBe(true);
  });
});

describe('a failed call', () => {
  it.each([
    ['429 with 3 s', tooMany(3), 'rate_limited', '429: Too Many Requests: retry after 3'],
    ['429 with 3600 s', tooMany(3600), 'rate_limited', '429: Too Many Requests: retry after 3600'],
    ['429 by a proxy', answer(429, '<html>', { 'Retry-After': '35' }), 'rate_limited', '429: Too Many Requests'],
    ['500', refuse(500, 'Internal Server Error: restart'), 'unknown', '500: Internal Server Error'],
    ['502 with a page', answer(502, '<html>Bad Gateway</html>'), 'unknown', '502: Bad Gateway'],
    ['a page with 200', answer(200, '<html>Log in to the Wi-Fi</html>'), 'unknown', 'invalid_json'],
    ['a page with 403', answer(403, '<html>Forbidden</html>'), 'unknown', 'invalid_json'],
    ['JSON of another kind', answer(200, '{"status":"fine"}'), 'unknown', 'invalid_json'],
    ['nothing in the body', answer(200, ''), 'unknown', 'empty_answer'],
    ['a body cut short', truncated, 'unknown', 'connection_closed'],
    ['a reset', reset, 'unknown', 'ECONNRESET'],
    ['a hang-up', hangUp, 'unknown', 'connection_closed'],
    ['bytes that are no HTTP', answer(-1, ''), 'unknown', expect.stringMatching(/^(HPE_\w+|network_error)$/)],
    ['401', refuse(401, 'Unauthorized'), 'misconfigured', '401: Unauthorized'],
    ['404', refuse(404, 'Not Found'), 'misconfigured', '404: Not Found'],
    ['404 by some other server', answer(404, '<html>'), 'misconfigured', '404: Not Found'],
    ['a redirect', answer(302, '', { Location: 'https://example.org/' }), 'misconfigured', '302: Found'],
    ['400 of a server that it was logged out of', refuse(400, 'Logged out'), 'misconfigured', '400: Logged out'],
    ['409', refuse(409, 'Conflict: terminated'), 'conflict', '409: Conflict: terminated'],
    ['403', refuse(403, 'Forbidden: user is deactivated'), 'refused', '403: Forbidden: user is deactivated'],
    ['400', refuse(400, 'Bad Request: chat not found'), 'refused', '400: Bad Request: chat not found'],
    ['no with status 200', answer(200, '{"ok":false,"error_code":400}'), 'refused', '400: Bad Request'],
  ])('by %s is classed for what it is', async (_name, fault, kind, message) => {
    server.next(fault);
    const error = await failure(send(open()));
    expect({ kind: error.kind, message: error.message }).toEqual({ kind, message });
    expect(reports).toEqual([expect.objectContaining({ method: 'sendPhoto', outcome: kind })]);
  });

  it.each([3, 35, 3600])('says how many seconds to wait: %d', async (seconds) => {
    server.next(tooMany(seconds), answer(429, '', { 'Retry-After': String(seconds) }));
    const api = open();
    expect((await failure(send(api))).retryAfterSeconds).toBe(seconds);
    expect((await failure(send(api))).retryAfterSeconds).toBe(seconds);
  });

  it('by an endless answer stops reading it', async () => {
    server.next(answer(200, Buffer.alloc(10 * MEBIBYTE, 0x20)));
    expect(await failure(send(open()))).toMatchObject({ kind: 'unknown', description: 'answer_too_large' });
  });

  it('reads a long answer where one is expected', async () => {
    server.next(ok(' '.repeat(2 * MEBIBYTE)));
    await expect(open().call('getUpdates', {}, { maxAnswerBytes: 3 * MEBIBYTE })).resolves.toHaveLength(2 * MEBIBYTE);
  });

  it('by a reset amid the picture may have been carried out', async () => {
    server.resetsAtHead = true;
    expect(await failure(send(open(), Buffer.alloc(4 * MEBIBYTE)))).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    ['silence', silence],
    ['an answer that stalls', stalled],
  ])('by %s ends with its time, and may have been carried out', async (_name, fault) => {
    server.next(fault);
    const timer = holdTimers(20_000);
    const failed = failure(open({ timeoutSeconds: 20 }).call('sendPhoto'));
    await server.sees(1);
    timer.runOut();
    const error = await failed;
    expect(error).toMatchObject({ kind: 'unknown', message: 'timeout' });
    expect(reports).toEqual([expect.objectContaining({ isTimeout: true })]);
  });

  it('ends at its deadline if that is sooner', async () => {
    server.next(silence);
    const timer = holdTimers(15_000);
    const api = open({ timeoutSeconds: 20, now: () => 1_000_000 });
    const failed = failure(api.call('sendPhoto', {}, { deadline: new Date(1_015_000) }));
    await server.sees(1);
    timer.runOut();
    expect(await failed).toMatchObject({ message: 'timeout' });
  });

  it('is not even begun after its deadline', async () => {
    const error = await failure(open().call('sendPhoto', {}, { deadline: new Date(Date.now() - 1) }));
    expect(error).toMatchObject({ kind: 'not_sent', message: 'timeout' });
    expect(server.calls).toHaveLength(0);
  });

  it('is not begun where its caller says no at the moment at which it would be written', async () => {
    const asked: number[] = [];
    const mayBegin = () => asked.push(server.calls.length) > 1;
    const api = open();
    const refused = await failure(api.call('sendMessage', {}, { mayBegin }));
    expect([refused.kind, refused.description, server.calls.length]).toEqual(['not_sent', 'not_begun', 0]);
    server.next(ok(true));
    await expect(api.call('sendMessage', {}, { mayBegin })).resolves.toBe(true);
    expect(asked).toEqual([0, 0]);
  });

  it('is not begun by a process that slept past its time, and sees the open connection before its own timers', async () => {
    const exchange = new Exchange({ timeoutMs: 20, maxAnswerBytes: MEBIBYTE });
    const end = performance.now() + 25;
    while (performance.now() < end);
    expect(() => exchange.onRequestStart({} as Dispatcher.DispatchController)).toThrow();
    expect(await failure(exchange.answer)).toMatchObject({ kind: 'not_sent', description: 'timeout' });
  });

  it('ends when its caller gives up, before and amid', async () => {
    const api = open();
    server.next(silence);
    const caller = new AbortController();
    const call = failure(api.call('getUpdates', {}, { signal: caller.signal }));
    await server.sees(1);
    caller.abort();
    expect(await call).toMatchObject({ kind: 'unknown', message: 'aborted' });
    const late = await failure(api.call('getUpdates', {}, { signal: caller.signal }));
    expect(late).toMatchObject({ kind: 'not_sent', message: 'aborted' });
    expect(server.calls).toHaveLength(1);
  });

  it('that waited in vain for a connection was not sent, and is not sent later', async () => {
    const api = open({ connections: 1 });
    server.next(silence);
    const caller = new AbortController();
    const first = failure(api.call('getChat', {}, { signal: caller.signal }));
    await server.sees(1);
    const second = await failure(api.call('sendPhoto', {}, { timeoutSeconds: 0.05 }));
    expect(second).toMatchObject({ kind: 'not_sent', message: 'timeout' });
    caller.abort();
    await first;
    await expect(api.call('getMe')).resolves.toBe(true);
    expect(server.calls.map(({ method }) => method)).toEqual(['getChat', 'getMe']);
  });

  it('that hangs holds up no poll for updates', async () => {
    const api = open({ connections: 1 });
    server.next(silence);
    const caller = new AbortController();
    const hanging = failure(api.call('sendPhoto', {}, { signal: caller.signal }));
    await server.sees(1);
    await expect(api.call('getUpdates')).resolves.toBe(true);
    caller.abort();
    await hanging;
  });

  it('after the close was not sent', async () => {
    const api = open();
    await api.close();
    expect(await failure(send(api))).toMatchObject({ kind: 'not_sent', message: 'client_closed' });
  });
});

describe('a call that reaches no server', () => {
  const port = (listening: { address(): unknown }) => (listening.address() as AddressInfo).port;

  it('was not sent: nothing listens at the address', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const apiRoot = `http://127.0.0.1:${port(probe)}/`;
    probe.close();
    await once(probe, 'close');
    expect(await failure(send(open({ apiRoot })))).toMatchObject({ kind: 'not_sent', message: 'ECONNREFUSED' });
  });

  it('was not sent: the name is not known', async () => {
    const error = await failure(send(open({ apiRoot: 'http://telegram.invalid/' })));
    expect(error.kind).toBe('not_sent');
    expect(error.message).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
  });

  it('was not sent: the other side speaks no TLS', async () => {
    const apiRoot = server.root.replace('http:', 'https:');
    expect(await failure(send(open({ apiRoot, timeoutSeconds: 0.2 })))).toMatchObject({ kind: 'not_sent' });
    expect(server.calls).toHaveLength(0);
  });

  it('was not sent: TLS could not be agreed on', async () => {
    const tls = createTlsServer()
      .on('tlsClientError', () => undefined)
      .listen(0, '127.0.0.1');
    await once(tls, 'listening');
    const error = await failure(send(open({ apiRoot: `https://127.0.0.1:${port(tls)}/` })));
    tls.close();
    expect(error.kind).toBe('not_sent');
    expect(error.message).toMatch(/SSL|EPROTO|ECONNRESET/);
  });
});
