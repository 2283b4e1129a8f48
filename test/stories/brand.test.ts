import type { Bot } from '../../src/sandbox/sandbox.bot';
import type { Content } from '../../src/sandbox/sandbox.chat';
import { Phone } from '../../src/sandbox/phone/phone.actions';
import type { Started } from '../harness/api';
import { House } from '../harness/house';
import type { OpenidBrowser } from '../harness/openid.browser';
import { ask, OpenidStage, SECRET } from '../harness/openid.stage';
import { codeOf, tokenOf } from '../harness/telegram';
import { time } from '../harness/time';
import { until } from '../harness/until';
import { languages as LANGUAGES } from '../../src/config/languages';

const TOKENS = [
  '111111:AAtest-token_of-the_shops-bot-0123456789',
  '222222:AAtest-token_of-the_presss-bot-0123456789',
  '333333:AAtest-token_of-the_own-bot-0123456789',
];
const COOLDOWN_MS = 30_000;

const SHOP = {
  id: 'corner-shop',
  name: 'Corner Shop',
  domain: 'shop.example',
  logo: 'https://cdn.shop.example/logo.png',
  color: '#1f6feb',
  secret: SECRET,
  redirect_uris: ['https://shop.example/callback'],
  first_party: true,
  bot: 111111,
  api_keys: ['the-back-end-of-the-shop-shows-this-0123'],
};
const PRESS = {
  id: 'daily-press',
  name: 'Daily Press & Co',
  domain: 'press.example',
  logo: 'https://press.example/press.svg',
  color: '#ffe000',
  secret: `${SECRET}-of-the-press`,
  redirect_uris: ['https://press.example/callback'],
  first_party: true,
  bot: '@telega2go_sandbox_2_bot',
  api_keys: ['the-back-end-of-the-press-shows-this-012'],
};
const APPS = [SHOP, PRESS];

const brandOf = ({ id, name, domain, logo, color }: (typeof APPS)[number]) => ({ id, name, domain, logo, color });
const OWN = { id: 'default', name: 'Acme', domain: null, logo: null, color: '#aa3300' };

/** Every word by which an app could be told. */
const wordsOf = (app: (typeof APPS)[number], bot: Bot): string[] => [
  ...[app.id, app.name, app.name.replace('&', '&amp;'), app.domain, app.logo, app.color, app.secret],
  ...[bot.username, bot.token!, String(bot.id), ...app.api_keys],
];

/** A message as a person reads it, without what is another each time. */
const asRead = ({ text, keyboard }: Content): string =>
  [text, ...keyboard.map((row) => row.map((button) => `[${button.text}]`).join(' '))]
    .join('\n')
    .replace(/\d{6}/g, 'CODE');

/** What of one chat with one bot can be seen. */
type Seen = Readonly<{ person: number; contents: readonly Content[] }>;

describe('two apps on one instance, each with a bot of its own,', () => {
  let stage: OpenidStage;
  let bots: Readonly<Record<'corner-shop' | 'daily-press' | 'own', Bot>>;

  beforeAll(async () => {
    const branded = { APP_NAME: 'Acme', APP_COLOR: '#aa3300' };
    // As the sentences say it by default.
    const settings = { TELEGRAM_BOT_TOKEN: TOKENS.join(','), OTP_TTL_SECONDS: '60', ...branded };
    stage = await OpenidStage.open(settings, APPS, { tokens: TOKENS });
    const [shop, press, own] = stage.house.telegram.world.bots as [Bot, Bot, Bot];
    bots = { 'corner-shop': shop, 'daily-press': press, own };
  });

  afterAll(() => stage.close());

  /** An app sends somebody here, and they ask for a sign-in. */
  async function begin(app: (typeof APPS)[number], browser = stage.browser()) {
    const config = await stage.discover(app.id, app.secret);
    const page = await browser.follow((await ask(config, { redirect_uri: app.redirect_uris[0]! })).url);
    const { body: interaction } = await stage.details(browser, page);
    return { browser, page, interaction, started: await logIn(browser, { interaction: interaction.uid }) };
  }

  async function logIn(browser: OpenidBrowser, said: object): Promise<Started> {
    const { status, body } = await browser.post('/api/login', said);
    expect(status).toBe(202);
    return body as unknown as Started;
  }

  const botOf = ({ telegram_link: link }: Started): Bot =>
    Object.values(bots).find(({ username }) => new URL(link).pathname === `/${username}`)!;

  async function phoneOf(bot: Bot, language: string): Promise<Phone> {
    const { telegram } = stage.house;
    const person = await telegram.addPerson('Ann', language);
    return new Phone(telegram.world, bot, telegram.world.chat(bot, person)!);
  }

  const byBot = (phone: Phone): Content[] =>
    [...phone.chat.messages.values()].filter(({ isByBot }) => isByBot).map(({ content }) => content);

  /** Start by the link; the message with the code comes. */
  async function pressStart(started: Started, language: string) {
    const phone = await phoneOf(botOf(started), language);
    phone.start(new URL(started.telegram_link).searchParams.get('start')!);
    const message = await untilMessage(phone);
    return { phone, message };
  }

  /** The back end of an app has something confirmed. */
  async function askByKey({ api_keys: [key] }: (typeof APPS)[number], person: number, language: string) {
    const said = { telegram_chat_id: person, reason: 'Order 4711', language };
    const { status, body } = await stage.house.app.post('/api/v1/verifications', said, { 'x-api-key': key! });
    expect(status).toBe(202);
    return body;
  }

  const untilMessage = (phone: Phone) =>
    until(async () => byBot(phone).find(({ picture }) => picture !== undefined), 'the message with the code');

  const statusOf = async (browser: OpenidBrowser, { verification_id: id }: Started) =>
    (await browser.ask(`/api/verifications/${id}`)).json() as Promise<Record<string, unknown>>;

  const firstLine = ({ text }: Content): string => text.split('\n')[0]!;

  it.each(LANGUAGES)('show themselves, and nothing of each other, in %s', async (language) => {
    const seen: Record<string, Seen & { answers: string }> = {};
    for (const app of APPS) {
      const { browser, interaction, started } = await begin(app);
      expect(interaction).toMatchObject({ app: brandOf(app) });
      const bot = bots[app.id as 'corner-shop' | 'daily-press'];
      expect(botOf(started)).toBe(bot);
      const { phone, message } = await pressStart(started, language);
      expect(firstLine(message)).toBe(`${app.name} (${app.domain})`);
      const status = await statusOf(browser, started);
      expect(status).toMatchObject({ app: brandOf(app) });
      phone.say('/help');
      await until(async () => byBot(phone).some(({ text }) => text.includes('/stop')), 'help');
      phone.say('/login');
      const linkAlone = await until(async () => byBot(phone).filter(({ picture }) => picture)[1], 'the link');
      expect(firstLine(linkAlone)).toBe(`${app.name} (${app.domain})`);
      const asked = await askByKey(app, phone.chat.person.id, language);
      const confirmation = await until(async () => byBot(phone).find(({ text }) => text.includes('Order 4711')), 'it');
      expect(firstLine(confirmation)).toBe(`${app.name} (${app.domain})`);
      const answers = JSON.stringify([interaction, started, status, asked]);
      seen[app.id] = { person: phone.chat.person.id, contents: byBot(phone), answers };
      const others = Object.values(bots).filter((other) => other !== bot);
      for (const other of others) expect(other.chats.get(phone.chat.person.id)?.messages.size ?? 0).toBe(0);
    }
    for (const [mine, theirs] of [APPS, APPS.toReversed()]) {
      const { contents, answers } = seen[mine!.id]!;
      const shown = JSON.stringify(contents.map(({ text, keyboard }) => [text, keyboard])) + answers;
      expect(shown).toContain(mine!.name);
      const foreign = wordsOf(theirs!, bots[theirs!.id as 'corner-shop' | 'daily-press']);
      expect([...foreign, 'Acme', 'Telega2Go', bots.own.username].filter((word) => shown.includes(word))).toEqual([]);
    }
    for (const { id } of APPS) expect(seen[id]!.contents.map(asRead).join('\n\n')).toMatchSnapshot(id);
    // Beside their brands they are alike, word for word.
    const plain = ({ id, name, domain }: (typeof APPS)[number]) =>
      seen[id]!.contents.map(({ text }) =>
        text.replaceAll(name, 'NAME').replaceAll(domain, 'DOMAIN').replace(/\d{6}/g, 'CODE'),
      );
    expect(plain(SHOP)).toEqual(plain(PRESS));
  });

  it('keep their brand and bot in a new code, on the page behind the link, and in what stays in the chat', async () => {
    const browser = stage.browser();
    const { started } = await begin(PRESS, browser);
    const { phone } = await pressStart(started, 'en');
    time.pass(COOLDOWN_MS);
    const { status, body } = await browser.post('/api/resend-otp', { verification_id: started.verification_id });
    expect([status, (body as unknown as Started).telegram_link]).toEqual([202, started.telegram_link]);
    await until(async () => (await statusOf(browser, started)).status === 'sent', 'the new code');
    const renewed = await untilMessage(phone);
    expect(firstLine(renewed)).toBe('Daily Press & Co (press.example)');
    const link = renewed.keyboard.flat().find(({ kind }) => kind === 'url') as { url: string } | undefined;
    const { body: details } = await stage.house.app.post<object>('/api/magic-link/details', {
      token: tokenOf(link!.url),
    });
    expect(details).toMatchObject({ app: brandOf(PRESS) });
    const code = renewed.keyboard.flat().find(({ kind }) => kind === 'copy') as { copy: string } | undefined;
    const typed = { verification_id: started.verification_id, otp: code!.copy };
    expect((await browser.post('/api/verify-otp', typed)).status).toBe(200);
    // The second sign-in of the person, on a browser that they were not known on.
    const again = await begin(PRESS);
    phone.start(new URL(again.started.telegram_link).searchParams.get('start')!);
    const second = await untilMessage(phone);
    const secondCode = second.keyboard.flat().find(({ kind }) => kind === 'copy') as { copy: string } | undefined;
    const secondTyped = { verification_id: again.started.verification_id, otp: secondCode!.copy };
    expect((await again.browser.post('/api/verify-otp', secondTyped)).status).toBe(200);
    await until(
      async () => byBot(phone).some(({ text }) => text.startsWith('Signed in to Daily Press & Co with')),
      'the line that stays',
    );
  });

  it('are named where their message is refused', async () => {
    const { started } = await begin(PRESS);
    const { phone } = await pressStart(started, 'de');
    const [id, message] = [...phone.chat.messages].find(([, { content }]) => content.picture)!;
    const row = message.content.keyboard.findIndex((buttons) => buttons.some(({ kind }) => kind === 'callback'));
    const pressed = await phone.press(id, row, 0, AbortSignal.timeout(20_000));
    expect(pressed).toMatchObject({ answer: { text: 'Gestoppt. Der Code für Daily Press & Co gilt nicht mehr.' } });
  });

  it('write first only to a person who started their own bot; a known browser gets the link there', async () => {
    const browser = stage.browser();
    const own = await logIn(browser, {});
    const { phone, message } = await pressStart(own, 'en');
    expect(botOf(own)).toBe(bots.own);
    expect(firstLine(message)).toBe('Acme');
    const code = message.keyboard.flat().find(({ kind }) => kind === 'copy') as { copy: string } | undefined;
    const typed = { verification_id: own.verification_id, otp: code!.copy };
    const { body: session } = await browser.post('/api/verify-otp', typed);
    const { id: userId } = session.user as { id: string };
    expect((await logIn(browser, { user_id: userId })).status).toBe('sending');
    const config = await stage.discover(SHOP.id, SHOP.secret);
    const page = await browser.follow(
      (await ask(config, { redirect_uri: SHOP.redirect_uris[0]!, prompt: 'login' })).url,
    );
    const { uid } = (await stage.details(browser, page)).body;
    const known = await logIn(browser, { user_id: userId, interaction: uid });
    expect([known.status, botOf(known)]).toEqual(['awaiting_telegram', bots['corner-shop']]);
    const atShop = stage.house.telegram.world.chat(bots['corner-shop'], phone.chat.person.id)!;
    const phoneAtShop = new Phone(stage.house.telegram.world, bots['corner-shop'], atShop);
    phoneAtShop.start(new URL(known.telegram_link).searchParams.get('start')!);
    await untilMessage(phoneAtShop);
    const next = await logIn(browser, { user_id: userId, interaction: uid });
    expect([next.status, botOf(next)]).toEqual(['sending', bots['corner-shop']]);
  });

  it('do not show where none of them asks, or the one that asked is done', async () => {
    const { browser, page, interaction } = await begin(SHOP);
    await stage.interact(browser, page, 'abort');
    const late = await logIn(browser, { interaction: interaction.uid });
    expect(botOf(late)).toBe(bots.own);
    expect(await statusOf(browser, late)).toMatchObject({ app: OWN });
    const settings = (await stage.house.app.get<Record<string, unknown>>('/api/app')).body;
    expect(settings).toMatchObject({ app: OWN });
    const registered = await stage.house.api.register({ telegram_chat_id: stage.house.api.nextPerson() });
    expect(botOf(registered)).toBe(bots.own);
  });
});

describe('an app whose bot has no token here', () => {
  let stage: OpenidStage;

  beforeAll(async () => {
    stage = await OpenidStage.open({}, [{ ...SHOP, bot: '@bot_of_others' }]);
  });

  afterAll(() => stage.close());

  it('is told of at the start, and no other bot writes for it', async () => {
    const { app } = stage.house;
    await until(() => app.output.includes('the bot of an app has no token'), 'the line in the log');
    expect(app.output).toContain('"app":"corner-shop","bot":"@bot_of_others"');
    const browser = stage.browser();
    const config = await stage.discover(SHOP.id, SHOP.secret);
    const page = await browser.follow((await ask(config, { redirect_uri: SHOP.redirect_uris[0]! })).url);
    const { uid } = (await stage.details(browser, page)).body;
    const refused = await browser.post('/api/login', { interaction: uid });
    expect(refused).toMatchObject({ status: 503, body: { code: 'telegram_unavailable' } });
    expect((await browser.post('/api/login', {})).status).toBe(202);
  });
});

describe('with APP_NAME alone', () => {
  let house: House;

  beforeAll(async () => {
    house = await House.open({ APP_NAME: '<Acme> & Co' });
  });

  afterAll(() => house.close());

  it.each(LANGUAGES)('messages and the bot name it, and the software nowhere, in %s', async (language) => {
    const { telegram, api, app } = house;
    const person = await telegram.addPerson('Ann', language);
    await telegram.greet(person);
    await telegram.phone('POST', 'say', { person, text: '/login' });
    await until(async () => (await telegram.messages(person)).some(({ picture }) => picture !== null), 'the link');
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect((await api.verifyOtp(id, codeOf(message!)!)).status).toBe(200);
    const { verification_id: second } = await api.register({ telegram_chat_id: person });
    const [again] = await telegram.untilCodeMessages(person, 1);
    const texts = (await telegram.messages(person)).map(({ text }) => text);
    expect((await api.verifyOtp(second, codeOf(again!)!)).status).toBe(200);
    await until(async () => (await telegram.messages(person)).length >= texts.length, 'the line that stays');
    const all = [...texts, message!.text, ...(await telegram.messages(person)).map(({ text }) => text)];
    for (const text of all) {
      expect(text).toContain('<Acme> & Co');
      expect(text).not.toContain('Telega2Go');
    }
    expect(JSON.stringify((await app.get('/api/app')).body)).not.toContain('Telega2Go');
  });
});
