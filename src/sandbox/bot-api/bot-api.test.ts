import { aSandbox, callBotApi, TOKEN, type RunningSandbox } from '../../../test/harness/sandbox.server';

const CHAT = 8_100_000_001;
let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await aSandbox({ strangers: 'refuse' });
  const ben = sandbox.world.addPerson({ id: CHAT, firstName: 'Ben' });
  sandbox.world.primaryBot.chatWith(ben).isStarted = true;
});
afterEach(() => sandbox.close());

const refusals: readonly [string, string, Record<string, unknown>, number, string][] = [
  ['a method it does not know', 'sendTelepathy', {}, 404, 'Not Found: method not found'],
  ['no chat', 'sendMessage', { chat_id: undefined, text: 'x' }, 400, 'Bad Request: chat_id is empty'],
  ['a chat nobody knows', 'sendMessage', { chat_id: 99, text: 'x' }, 400, 'Bad Request: chat not found'],
  ['a username as address', 'sendMessage', { chat_id: '@ben_b', text: 'x' }, 400, 'Bad Request: chat not found'],
  ['an empty text', 'sendMessage', { text: '' }, 400, 'Bad Request: message text is empty'],
  ['a text of white space', 'sendMessage', { text: ' \n' }, 400, 'Bad Request: text must be non-empty'],
  ['too long a text', 'sendMessage', { text: 'x'.repeat(4097) }, 400, 'Bad Request: message is too long'],
  ['a message without photo', 'sendPhoto', {}, 400, 'Bad Request: there is no photo in the request'],
  [
    'an unknown tag',
    'sendMessage',
    { text: 'é<br>x', parse_mode: 'HTML' },
    400,
    'Bad Request: can\'t parse entities: Unsupported start tag "br" at byte offset 2',
  ],
  [
    'tags crossed',
    'sendMessage',
    { text: '<b><i>x</b></i>', parse_mode: 'HTML' },
    400,
    'Bad Request: can\'t parse entities: Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
  ],
  [
    'a tag left open',
    'sendMessage',
    { text: '<b>x', parse_mode: 'HTML' },
    400,
    'Bad Request: can\'t parse entities: Can\'t find end tag corresponding to start tag "b"',
  ],
  ['nothing to delete', 'deleteMessage', { message_id: 77 }, 400, 'Bad Request: message to delete not found'],
  ['nothing to edit', 'editMessageText', { message_id: 77, text: 'x' }, 400, 'Bad Request: message to edit not found'],
  [
    'too many ids',
    'deleteMessages',
    { message_ids: Array.from({ length: 101 }, (_, id) => id + 1) },
    400,
    'Bad Request: too many message identifiers specified',
  ],
  [
    'an answer to no press',
    'answerCallbackQuery',
    { callback_query_id: '1' },
    400,
    'Bad Request: query is too old and response timeout expired or query ID is invalid',
  ],
];

it.each(refusals)("refuses %s with Telegram's words", async (_what, method, payload, status, description) => {
  const answer = await sandbox.call(method, { chat_id: CHAT, ...payload });
  expect(answer).toMatchObject({ status, ok: false, error_code: status, description });
});

const buttons: readonly [string, Record<string, unknown>, string][] = [
  [
    'a localhost URL',
    { text: 'x', url: 'http://localhost:3000/x' },
    "Bad Request: inline keyboard button URL 'http://localhost:3000/x' is invalid: Wrong HTTP URL",
  ],
  [
    'another protocol',
    { text: 'x', url: 'ftp://a.example/x' },
    "Bad Request: inline keyboard button URL 'ftp://a.example/x' is invalid: Unsupported URL protocol",
  ],
  ['65 bytes of callback data', { text: 'x', callback_data: 'é'.repeat(32) + 'x' }, 'Bad Request: BUTTON_DATA_INVALID'],
  [
    '257 characters to copy',
    { text: 'x', copy_text: { text: 'x'.repeat(257) } },
    'Bad Request: copied text is too long',
  ],
  [
    'nothing to do',
    { text: 'x' },
    "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
  ],
];

it.each(buttons)('refuses a button with %s', async (_what, button, description) => {
  const answer = await sandbox.call('sendMessage', {
    chat_id: CHAT,
    text: 'x',
    reply_markup: { inline_keyboard: [[button]] },
  });
  expect(answer).toMatchObject({ status: 400, description });
  expect(await sandbox.phone('GET', `messages?person=${CHAT}`)).toEqual([]);
});

it.each([
  [{ isStarted: false }, "Forbidden: bot can't initiate conversation with a user"],
  [{ isBlocked: true }, 'Forbidden: bot was blocked by the user'],
])('refuses a message to a person who does not allow it: %j', async (chat, description) => {
  Object.assign(sandbox.world.chat(sandbox.world.primaryBot, CHAT) ?? {}, chat);
  const answer = await sandbox.call('sendMessage', { chat_id: CHAT, text: 'x' });
  expect(answer).toMatchObject({ status: 403, description });
});

it('does not write to a deactivated person', async () => {
  await sandbox.phone('POST', 'deactivate', { person: CHAT });
  const answer = await sandbox.call('sendMessage', { chat_id: CHAT, text: 'x' });
  expect(answer).toMatchObject({ status: 403, description: 'Forbidden: user is deactivated' });
});

it('knows its own tokens only', async () => {
  const base = `${sandbox.origin}/sandbox/telegram/bot`;
  expect(await callBotApi(`${base}4242:another/getMe`, {})).toMatchObject({ status: 401, description: 'Unauthorized' });
  expect(await callBotApi(`${base}nonsense/getMe`, {})).toMatchObject({
    status: 401,
    description: 'Unauthorized: invalid token specified',
  });
  expect(await callBotApi(`${base}${TOKEN}`, {})).toMatchObject({ status: 404, description: 'Not Found' });
});

it('takes method names in any case, and parameters in the query', async () => {
  const url = `${sandbox.origin}/sandbox/telegram/bot${TOKEN}/SENDmessage?chat_id=${CHAT}&text=hello`;
  const answer = (await (await fetch(url)).json()) as unknown;
  expect(answer).toMatchObject({
    ok: true,
    result: { text: 'hello', message_id: 1, chat: { id: CHAT, type: 'private' } },
  });
});

it('makes up a person for an unknown chat id where strangers are accepted', async () => {
  const open = await aSandbox();
  expect(await open.call('sendMessage', { chat_id: 123456, text: 'x' })).toMatchObject({ status: 200 });
  expect(await open.call('sendMessage', { chat_id: -123456, text: 'x' })).toMatchObject({ status: 400 });
  await open.close();
});

describe('a message that was sent', () => {
  const send = async () => {
    const { result } = await sandbox.call('sendMessage', { chat_id: CHAT, text: 'hello' });
    return (result as { message_id: number }).message_id;
  };
  const shown = () => sandbox.phone<{ message_id: number; text: string }[]>('GET', `messages?person=${CHAT}`);

  it('is gone once it was deleted, and cannot be deleted again', async () => {
    const message_id = await send();
    expect(await sandbox.call('deleteMessage', { chat_id: CHAT, message_id })).toMatchObject({ result: true });
    expect(await shown()).toEqual([]);
    expect(await sandbox.call('deleteMessage', { chat_id: CHAT, message_id })).toMatchObject({
      status: 400,
      description: 'Bad Request: message to delete not found',
    });
  });

  it('is deleted among others, those missing are skipped', async () => {
    const ids = [await send(), 77, await send()];
    expect(await sandbox.call('deleteMessages', { chat_id: CHAT, message_ids: ids })).toMatchObject({ result: true });
    expect(await shown()).toEqual([]);
  });

  it('stays when it is older than 48 hours', async () => {
    let now = Date.now();
    const old = await aSandbox({ now: () => now });
    await old.call('sendMessage', { chat_id: CHAT, text: 'hello' });
    now += 48 * 3600 * 1000;
    expect(await old.call('deleteMessage', { chat_id: CHAT, message_id: 1 })).toMatchObject({
      status: 400,
      description: "Bad Request: message can't be deleted for everyone",
    });
    await old.close();
  });

  it('can be edited, but not into what it is', async () => {
    const message_id = await send();
    const edit = () => sandbox.call('editMessageText', { chat_id: CHAT, message_id, text: 'gone' });
    expect(await edit()).toMatchObject({ status: 200, result: { text: 'gone' } });
    expect((await edit()).description).toMatch(/^Bad Request: message is not modified: specified new message content/);
    expect(await shown()).toMatchObject([{ message_id, text: 'gone' }]);
  });

  it('is limited to one a second in a chat where limits hold', async () => {
    const limited = await aSandbox({ limits: true });
    const first = await limited.call('sendMessage', { chat_id: CHAT, text: '1' });
    const second = await limited.call('sendMessage', { chat_id: CHAT, text: '2' });
    expect(first.status).toBe(200);
    expect(second).toMatchObject({ status: 429, parameters: { retry_after: 1 } });
    expect(second.headers.get('retry-after')).toBe('1');
    await limited.close();
  });
});
