import { aPng, aSandbox, TOKEN, type RunningSandbox } from '../../../test/harness/sandbox.server';
import { Input, Telegram } from 'telegraf';

let sandbox: RunningSandbox;
let ann: number;

beforeEach(async () => {
  sandbox = await aSandbox({ ttlSeconds: 42, appUrl: 'http://localhost:3000' });
  ann = (await sandbox.phone<{ id: number }[]>('GET', 'people'))[0]?.id ?? 0;
});
afterEach(() => sandbox.close());

type State = {
  chat: { started: boolean; blocked: boolean };
  messages: {
    message_id: number;
    from: string;
    text: string;
    picture: { url: string } | null;
    self_destructs: boolean;
  }[];
  others: { id: number; first_name: string }[];
};
const state = (person = ann) => sandbox.phone<State>('GET', `state?person=${person}`);

it('shows its person, the bot, and how long messages live', async () => {
  expect(await state()).toMatchObject({
    ttl_seconds: 42,
    app_url: 'http://localhost:3000',
    bot: { id: 4242, username: 'telega2go_sandbox_bot' },
    person: { id: ann, first_name: 'Ann', username: null, language_code: 'en' },
    chat: { started: false, blocked: false },
    messages: [],
  });
});

it('refuses a message before Start, and one to a blocked bot', async () => {
  expect(await sandbox.phone('POST', 'say', { person: ann, text: 'hi' })).toEqual({ error: 'Press Start first.' });
  await sandbox.phone('POST', 'start', { person: ann });
  expect(await sandbox.phone('POST', 'say', { person: ann, text: 'hi' })).toEqual({ message_id: 2 });
  await sandbox.phone('POST', 'block', { person: ann });
  expect(await sandbox.phone('POST', 'say', { person: ann, text: 'hi' })).toEqual({
    error: 'You have blocked the bot. Unblock it first.',
  });
  await sandbox.phone('POST', 'start', { person: ann });
  expect((await state()).chat).toEqual({ started: true, blocked: false });
});

it("shares the person's own number", async () => {
  await sandbox.phone('POST', 'start', { person: ann });
  await sandbox.phone('POST', 'say', { person: ann, contact: true });
  const { result } = await sandbox.call('getUpdates', { offset: -1 });
  expect(result).toMatchObject([
    { message: { contact: { user_id: ann, phone_number: expect.any(String) as string } } },
  ]);
});

it("passes another person's number on, as Telegram lets people do", async () => {
  const { id: bob } = (await sandbox.phone('POST', 'people', { first_name: 'Bob' })) as { id: number };
  await sandbox.phone('POST', 'start', { person: ann });
  await sandbox.phone('POST', 'say', { person: ann, contact: true, of: bob });
  const { result } = await sandbox.call('getUpdates', { offset: -1 });
  expect(result).toMatchObject([{ message: { from: { id: ann }, contact: { user_id: bob, first_name: 'Bob' } } }]);
});

it('shows a picture as long as its message is there', async () => {
  await sandbox.phone('POST', 'start', { person: ann });
  const telegram = new Telegram(TOKEN, { apiRoot: `${sandbox.origin}/sandbox/telegram/` });
  const markup = { inline_keyboard: [[{ text: 'No', callback_data: 'no' }]] };
  const png = aPng();
  const sent = await telegram.sendPhoto(ann, Input.fromBuffer(png, 'qr.png'), {
    protect_content: true,
    reply_markup: markup,
  });
  const [, message] = (await state()).messages;
  expect(message).toMatchObject({ from: 'bot', self_destructs: true });
  const picture = () => fetch(`${sandbox.origin}/sandbox/${message?.picture?.url}`);
  expect(Buffer.from(await (await picture()).arrayBuffer())).toEqual(png);
  await telegram.deleteMessage(ann, sent.message_id);
  expect((await picture()).status).toBe(404);
});

it('says that something changed', async () => {
  const response = await fetch(`${sandbox.origin}/sandbox/api/events`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toContain('event: changed');
  await sandbox.phone('POST', 'start', { person: ann });
  expect((await reader?.read())?.value).toContain('event: changed');
  await reader?.cancel();
});

it('tells which other people have a message waiting on their phones', async () => {
  const telegram = new Telegram(TOKEN, { apiRoot: `${sandbox.origin}/sandbox/telegram/` });
  const { id: ben } = await sandbox.phone<{ id: number }>('POST', 'people', { first_name: 'Ben', language_code: 'en' });
  await sandbox.phone('POST', 'start', { person: ben });
  expect((await state()).others).toEqual([]);
  const keyboard = { inline_keyboard: [[{ text: 'No', callback_data: 'no' }]] };
  const button = { protect_content: true, reply_markup: keyboard };
  const { message_id } = await telegram.sendMessage(ben, 'A code', button);
  expect((await state()).others).toEqual([expect.objectContaining({ id: ben, first_name: 'Ben' })]);
  expect((await state(ben)).others.map(({ id }) => id)).not.toContain(ben);
  await telegram.deleteMessage(ben, message_id);
  expect((await state()).others).toEqual([]);
});

it('adds people, who have ids that need more than 32 bits', async () => {
  const added = await sandbox.phone<{ id: number }>('POST', 'people', { first_name: 'Jürgen', language_code: 'de' });
  expect(added).toMatchObject({ first_name: 'Jürgen', language_code: 'de' });
  expect(added.id).toBeGreaterThan(2 ** 32);
  expect((await state(added.id)).messages).toEqual([]);
});

it.each([
  ['POST', 'start', { person: 'x' }],
  ['POST', 'start', { person: 1, payload: 'not allowed!' }],
  ['POST', 'people', { first_name: '' }],
  ['POST', 'people', { first_name: 'A', username: '1x' }],
  ['POST', 'say', { person: 1, text: ['x'] }],
  ['GET', 'state?person=', undefined],
] as const)('refuses what it does not understand: %s %s %j', async (method, path, body) => {
  expect(await sandbox.phone(method, path, body)).toEqual({
    error: expect.stringMatching(/^Not understood/) as string,
  });
});

it('answers its own page only', async () => {
  const start = (headers: Record<string, string>) =>
    fetch(`${sandbox.origin}/sandbox/api/start`, { method: 'POST', headers, body: JSON.stringify({ person: ann }) });
  expect((await start({ 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await start({ 'content-type': 'text/plain' })).status).toBe(415);
  expect((await state()).chat.started).toBe(false);
});

it('keeps the last 500 messages of a chat', async () => {
  await sandbox.phone('POST', 'start', { person: ann });
  for (let count = 0; count < 505; count += 1) await sandbox.call('sendMessage', { chat_id: ann, text: `${count}` });
  const { messages } = await state();
  expect(messages).toHaveLength(500);
  expect(messages.at(-1)?.text).toBe('504');
});
