import { inspect } from 'node:util';
import { Telegram } from 'telegraf';
import { aSandbox, TOKEN, type RunningSandbox } from '../../test/harness/sandbox.server';

const CHAT = 8_100_000_001;
let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await aSandbox();
});
afterEach(() => sandbox.close());

type Fault = { fault: string; hits: number; left: number | null };

const order = (fault: Record<string, unknown>) => sandbox.phone<Fault & { id: number }>('POST', 'faults', fault);
const send = () => sandbox.call('sendMessage', { chat_id: CHAT, text: 'the secret is 123456' });
const shown = () => {
  const chat = sandbox.world.primaryBot.chats.get(CHAT);
  return chat?.messages.size ?? 0;
};
const url = () => `${sandbox.origin}/sandbox/telegram/bot${TOKEN}/sendMessage?chat_id=${CHAT}&text=x`;

describe('a switch', () => {
  it('limits the rate: 429, in the body and in the header', async () => {
    await order({ fault: 'rate_limit', seconds: 7 });
    const answer = await send();
    expect(answer).toMatchObject({
      status: 429,
      error_code: 429,
      description: 'Too Many Requests: retry after 7',
      parameters: { retry_after: 7 },
    });
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(shown()).toBe(0);
  });

  it.each([
    ['server_error', 500, 'Internal Server Error'],
    ['unauthorized', 401, 'Unauthorized'],
    ['photo_refused', 400, 'Bad Request: IMAGE_PROCESS_FAILED'],
    ['bad_entities', 400, 'Bad Request: can\'t parse entities: Unsupported start tag "br" at byte offset 7'],
    ['chat_not_found', 400, 'Bad Request: chat not found'],
    ['forbidden', 403, 'Forbidden: bot was blocked by the user'],
    ['undeletable', 400, "Bad Request: message can't be deleted"],
    ['uneditable', 400, "Bad Request: message can't be edited"],
  ])('%s answers %i and does nothing', async (fault, status, description) => {
    await order({ fault });
    expect(await send()).toMatchObject({ status, description });
    expect(shown()).toBe(0);
  });

  it.each([
    ['bad_gateway', 502],
    ['garbage', 200],
  ])('%s answers HTML with %i', async (fault, status) => {
    await order({ fault });
    const response = await fetch(url());
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(/^<html>/);
    expect(shown()).toBe(0);
  });

  it.each([
    ['reset', 0],
    ['lost_answer', 1],
  ])('%s cuts the connection; messages in the chat: %i', async (fault, messages) => {
    await order({ fault });
    await expect(send()).rejects.toThrow('fetch failed');
    expect(shown()).toBe(messages);
  });

  it.each([
    ['silence', 0],
    ['silence_after', 1],
  ])('%s never answers; messages in the chat: %i', async (fault, messages) => {
    await order({ fault });
    const hangsUp = new AbortController();
    const silent = fetch(url(), { signal: hangsUp.signal });
    await untilHit();
    expect(shown()).toBe(messages);
    hangsUp.abort();
    await expect(silent).rejects.toThrow('aborted');
  });

  it('truncated announces more than it sends', async () => {
    await order({ fault: 'truncated' });
    const hangsUp = new AbortController();
    const response = await fetch(url(), { signal: hangsUp.signal });
    const reader = response.body?.getReader();
    const first = await reader?.read();
    const sent = Buffer.from(first?.value ?? []);
    expect(JSON.parse(sent.toString())).toMatchObject({ ok: true });
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(sent.length);
    const more = reader?.read();
    hangsUp.abort();
    await expect(more).rejects.toThrow('aborted');
    expect(shown()).toBe(1);
  });

  it('empty answers nothing at all with 200, and has done it', async () => {
    await order({ fault: 'empty' });
    const response = await fetch(url());
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
    expect(shown()).toBe(1);
  });

  it('huge answers with ten megabytes, and has done it', async () => {
    await order({ fault: 'huge' });
    const body = await (await fetch(url())).text();
    expect(body.length).toBeGreaterThan(10 * 1024 * 1024);
    expect(JSON.parse(body)).toMatchObject({ ok: true });
    expect(shown()).toBe(1);
  });

  it('no_id says yes without saying which message it was; an answer that has none is as ever', async () => {
    await order({ fault: 'no_id', times: 2 });
    const { ok, result } = await send();
    expect(ok).toBe(true);
    expect(result).toMatchObject({ chat: { id: CHAT } });
    expect(result).not.toHaveProperty('message_id');
    expect(shown()).toBe(1);
    expect(await sandbox.call('deleteMessage', { chat_id: CHAT, message_id: 1 })).toMatchObject({ result: true });
  });

  it('slow answers late', async () => {
    await order({ fault: 'slow', seconds: 0.2 });
    const began = performance.now();
    expect(await send()).toMatchObject({ status: 200 });
    expect(performance.now() - began).toBeGreaterThan(190);
  });

  it('hits the named method and chat only, as often as it was told', async () => {
    await order({ fault: 'server_error', method: 'SENDMESSAGE', chatId: CHAT, times: 2 });
    expect((await sandbox.call('getMe')).status).toBe(200);
    expect((await sandbox.call('sendMessage', { chat_id: 4711, text: 'x' })).status).toBe(200);
    expect([(await send()).status, (await send()).status, (await send()).status]).toEqual([500, 500, 200]);
  });

  it('leaves polling alone unless polling is named', async () => {
    await order({ fault: 'server_error' });
    expect((await sandbox.call('getUpdates')).status).toBe(200);
    await order({ fault: 'server_error', method: 'getUpdates' });
    expect((await sandbox.call('getUpdates')).status).toBe(500);
  });

  it('counts its hits, and holds until it is switched off', async () => {
    const { id } = await order({ fault: 'server_error', times: null });
    for (let tries = 0; tries < 3; tries += 1) expect((await send()).status).toBe(500);
    const { faults } = await state();
    expect(faults).toMatchObject([{ fault: 'server_error', hits: 3, left: null }]);
    await sandbox.phone('DELETE', `faults?id=${id}`);
    expect((await send()).status).toBe(200);
  });

  it('is refused when it is unknown', async () => {
    expect(await order({ fault: 'earthquake' })).toEqual({ error: 'Not understood: fault.' });
  });
});

it('shows telegraf the same faults as Telegram would', async () => {
  const telegram = new Telegram(TOKEN, { apiRoot: `${sandbox.origin}/sandbox/telegram/` });
  await order({ fault: 'rate_limit', seconds: 3 });
  await expect(telegram.sendMessage(CHAT, 'x')).rejects.toMatchObject({ code: 429, parameters: { retry_after: 3 } });
  await order({ fault: 'bad_gateway' });
  await expect(telegram.sendMessage(CHAT, 'x')).rejects.toThrow('502: Bad Gateway');
});

it('logs calls without what they carried', async () => {
  await order({ fault: 'lost_answer' });
  await send().catch(() => undefined);
  await send();
  const calls = await sandbox.phone<unknown[]>('GET', 'calls');
  expect(calls).toMatchObject([
    { method: 'sendMessage', chat_id: CHAT, status: 200, fault: null },
    { method: 'sendMessage', chat_id: CHAT, status: 0, fault: 'lost_answer' },
  ]);
  expect(inspect(calls)).not.toContain('123456');
});

async function state(): Promise<{ faults: Fault[] }> {
  const [ann] = await sandbox.phone<{ id: number }[]>('GET', 'people');
  return sandbox.phone('GET', `state?person=${ann?.id}`);
}

/** Waits until the switch in force has hit a call, and that call has been dealt with. */
async function untilHit(): Promise<void> {
  while (sandbox.world.calls.latest().length === 0) await sandbox.phone('GET', 'people');
}
