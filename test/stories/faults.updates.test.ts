import type { Api } from '../harness/api';
import type { App } from '../harness/app';
import { House } from '../harness/house';
import { codeOf, type Telegram } from '../harness/telegram';
import { until } from '../harness/until';

type Update = Readonly<{ update_id: number } & Record<string, unknown>>;

const SECRET = 'a_webhook-secret_of_32_characters';
const GROUP = { id: -100_200_300, type: 'supergroup', title: 'A group' };

describe.each(['polling', 'webhook'])('updates by %s', (way) => {
  let house: House;
  let telegram: Telegram;
  let app: App;
  let api: Api;
  /** Far below those of the Telegram that this app is in touch with. */
  let lastId = 1000;

  const isUp = async () => (await app.get<{ status: string }>('/health')).body.status === 'ok';

  beforeAll(async () => {
    const webhook = { TELEGRAM_UPDATES: 'webhook', TELEGRAM_WEBHOOK_SECRET: SECRET };
    house = await House.open(way === 'webhook' ? webhook : {});
    ({ telegram, app, api } = house);
  });

  afterAll(() => house.close());

  const send = async (update: Update) =>
    (await app.post('/telegram/webhook', update, { 'x-telegram-bot-api-secret-token': SECRET })).status;

  /** In this order; by polling together, in one answer. */
  const tell = async (...updates: readonly Update[]) => {
    const queue = telegram.world.primaryBot.updates;
    if (way === 'webhook') {
      for (const update of updates) await until(async () => (await send(update)) === 200, 'the update to be taken');
      return;
    }
    await until(() => queue.isPolled, 'a poll');
    queue.put(...updates);
    await until(() => queue.size === 0 && queue.isPolled, 'the updates to be confirmed');
  };

  const answered = () => telegram.world.calls.latest().filter(({ method }) => method === 'answerCallbackQuery').length;
  const userOf = (person: number) => ({ id: person, is_bot: false, first_name: 'Ann', language_code: 'en' });
  const messageOf = (person: number, startLink: string) => ({
    // Nothing of the chat has this id: what a person wrote may be deleted by it.
    message_id: 1_000_000,
    date: Math.floor(Date.now() / 1000),
    from: userOf(person),
    chat: { id: person, type: 'private', first_name: 'Ann' } as object,
    text: `/start ${new URL(startLink).searchParams.get('start')}`,
    entities: [{ type: 'bot_command', offset: 0, length: 6 }],
  });
  /** Somebody new who may be written to, and has a registration that waits for them. */
  const newcomer = async () => {
    const person = await telegram.addPerson('Ann');
    telegram.world.chat(telegram.world.primaryBot, person)!.isStarted = true;
    const { verification_id: id, telegram_link: link } = await api.register();
    return { person, id, link, message: messageOf(person, link) };
  };

  it('that come again, after others too: one code', async () => {
    const ann = await newcomer();
    const ben = await newcomer();
    const [first, second] = [
      { update_id: ++lastId, message: ann.message },
      { update_id: ++lastId, message: ben.message },
    ];
    await tell(first, first);
    await tell(second);
    await tell(first, second, first);
    for (const { person, id } of [ann, ben]) {
      await api.untilStatus(id, 'sent');
      const messages = await telegram.messages(person);
      expect(messages).toHaveLength(1);
      expect(await api.verifyOtp(id, codeOf(messages[0]!)!)).toMatchObject({ status: 200 });
    }
  });

  it('the older after the newer: both are heeded', async () => {
    const [ann, ben, cid] = [await newcomer(), await newcomer(), await newcomer()];
    lastId += 10;
    await tell({ update_id: lastId, message: ann.message }, { update_id: lastId - 5, message: ben.message });
    await tell({ update_id: lastId - 7, message: cid.message });
    for (const { person } of [ann, ben, cid]) await telegram.untilCodeMessages(person, 1);
  });

  it('that are none of our business change nothing, answer nothing and hold nothing up', async () => {
    const ann = await newcomer();
    const eve = await telegram.addPerson('Eve');
    const inGroup = { ...messageOf(eve, ann.link), chat: GROUP };
    const foreign: readonly object[] = [
      { message: inGroup },
      { message: { ...inGroup, from: undefined, sender_chat: GROUP } },
      { message: { ...messageOf(eve, ann.link), from: userOf(ann.person) } },
      { edited_message: messageOf(eve, ann.link) },
      { channel_post: { ...inGroup, from: undefined, chat: { ...GROUP, type: 'channel' } } },
      { my_chat_member: { chat: GROUP, from: userOf(eve), date: 1, new_chat_member: { status: 'kicked' } } },
      { inline_query: { id: '1', from: userOf(eve), query: 'x', offset: '' } },
      { poll: { id: '1' } },
      { something_from_next_year: { id: 1 } },
      {},
    ];
    await tell(...foreign.map((content) => ({ update_id: ++lastId, ...content })));
    expect((await api.status(ann.id)).status).toBe('awaiting_telegram');
    expect(await telegram.messages(eve)).toEqual([]);
    await tell({ update_id: ++lastId, message: ann.message });
    const [message] = await telegram.untilCodeMessages(ann.person, 1);
    expect(await api.verifyOtp(ann.id, codeOf(message!)!)).toMatchObject({ status: 200 });
  });

  it('of buttons that are no longer known end their spinners, as do those of a group (networks 28)', async () => {
    const eve = await telegram.addPerson('Eve');
    const message = { message_id: 1, date: 1, chat: { id: eve, type: 'private' } };
    const pressed = (more: object) => {
      const id = ++lastId;
      return { update_id: id, callback_query: { id: String(id), from: userOf(eve), chat_instance: '1', ...more } };
    };
    const deny = `deny:${'x'.repeat(22)}`;
    const before = answered();
    await tell(
      pressed({ data: 'from:another:version', message }),
      pressed({ data: deny, inline_message_id: '7' }),
      pressed({ data: deny, message: { ...message, chat: GROUP } }),
      pressed({ game_short_name: 'chess', message }),
    );
    expect(answered() - before).toBe(4);
    expect(await telegram.messages(eve)).toEqual([]);
  });

  it.each(['/START', '/Start'])(
    'with %s and a blank behind the code bring the code as well (networks 28)',
    async (command) => {
      const { person, link, message } = await newcomer();
      const text = `${command} ${new URL(link).searchParams.get('start')} \n`;
      await tell({ update_id: ++lastId, message: { ...message, text } });
      await telegram.untilCodeMessages(person, 1);
      await tell({ update_id: ++lastId, message: { ...message, text: `${command} ` } });
      await until(async () => (await telegram.messages(person)).length === 2, 'the help');
    },
  );

  it('that another user presses "This wasn\'t me": the code lives on; pressed by its owner, it is dead', async () => {
    const ann = await newcomer();
    const eve = await telegram.addPerson('Eve');
    await tell({ update_id: ++lastId, message: ann.message });
    const [shown] = await telegram.untilCodeMessages(ann.person, 1);
    await api.untilStatus(ann.id, 'sent');
    const chat = telegram.world.chat(telegram.world.primaryBot, ann.person)!;
    const button = chat.messages
      .get(shown!.message_id)!
      .content.keyboard.flat()
      .find(({ kind }) => kind === 'callback');
    const data = (button as { data: string }).data;
    const pressBy = (person: number, chatId: number): Update => {
      const message = { message_id: shown!.message_id, date: 1, chat: { id: chatId, type: 'private' } };
      const id = String(++lastId);
      return { update_id: lastId, callback_query: { id, from: userOf(person), chat_instance: '1', data, message } };
    };
    await tell(pressBy(eve, eve), pressBy(eve, ann.person), pressBy(eve, GROUP.id));
    expect((await api.status(ann.id)).status).toBe('sent');
    await tell(pressBy(ann.person, ann.person));
    expect((await api.status(ann.id)).status).toBe('cancelled');
    await telegram.untilEmpty(ann.person);
  });

  if (way === 'polling')
    it('that another poller takes away for a while: told, and afterwards the press that came meanwhile counts', async () => {
      const person = await telegram.addPerson('Ann');
      const started = await api.register();
      const thief = `${telegram.url}/sandbox/telegram/bot${telegram.token}/getUpdates?timeout=1`;
      const bots = async () => (await app.get<{ bots: { state: string }[] }>('/health')).body.bots;
      let isStealing = true;
      const stealing = (async () => {
        while (isStealing) await fetch(thief);
      })();
      await until(async () => (await bots())[0]!.state === 'conflict', 'the other poller to be noticed');
      const other = api.nextPerson();
      await api.register({ telegram_chat_id: other });
      await telegram.untilCodeMessages(other, 1);
      isStealing = false;
      await telegram.pressStart(person, started.telegram_link);
      await stealing;
      const [message] = await telegram.untilCodeMessages(person, 1);
      expect(await api.verifyOtp(started.verification_id, codeOf(message!)!)).toMatchObject({ status: 200 });
      await until(isUp, 'the conflict to be over');
    });
});
