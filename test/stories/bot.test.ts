import { languages } from '../../src/config/languages';
import { commands, textsIn } from '../../src/delivery/message/texts';
import type { Api } from '../harness/api';
import type { App } from '../harness/app';
import { House } from '../harness/house';
import { TTL_MS } from '../harness/life';
import { codeOf, linkOf, tokenOf, type PhoneMessage, type Telegram } from '../harness/telegram';
import { bearer } from '../harness/sign.in';
import { time } from '../harness/time';
import { until } from '../harness/until';

const HOUR_MS = 3_600_000;
const WEBSITE = 'https://front.example.org';

let house: House;
let telegram: Telegram;
let app: App;
let api: Api;

beforeAll(async () => {
  house = await House.open({ PUBLIC_URL: WEBSITE, RESEND_COOLDOWN_SECONDS: '0' });
  ({ telegram, app, api } = house);
});

afterAll(() => house.close());

/** Somebody who has pressed Start. */
async function aPerson(language?: string): Promise<number> {
  const person = await telegram.addPerson('Ann', language);
  await telegram.greet(person);
  return person;
}

/** Says it, and waits for the bot's answer: its last message. */
async function answerTo(person: number, text: string): Promise<PhoneMessage> {
  time.passChatGap();
  const { length } = await telegram.messages(person);
  await telegram.phone('POST', 'say', { person, text });
  const messages = await until(async () => {
    const now = await telegram.messages(person);
    return now.length > length ? now : undefined;
  }, `the bot to answer ${text}`);
  return messages.at(-1)!;
}

/** Says something that is left unanswered: the next that is answered comes after it. */
async function sayInVain(person: number, text: string): Promise<void> {
  const { length } = await telegram.messages(person);
  await telegram.phone('POST', 'say', { person, text });
  await aPerson();
  expect(await telegram.messages(person)).toHaveLength(length);
}

describe('the bot', () => {
  it.each([
    ['en', 'I send sign-in codes', 'Open the website'],
    ['de', 'Ich sende Anmeldecodes', 'Website öffnen'],
    ['ru', 'Я присылаю коды', 'Открыть сайт'],
  ])('says in %s what it can do, with the way to the website below it', async (language, said, website) => {
    const answer = await answerTo(await aPerson(language), '/help');
    expect(answer.text).toContain(said);
    for (const command of commands.filter((one) => one !== 'help')) expect(answer.text).toContain(`/${command}`);
    expect(answer.buttons.flat()).toMatchObject([{ kind: 'url', text: website, url: WEBSITE }]);
  });

  it('answers any other word, once an hour', async () => {
    const person = await aPerson();
    expect((await answerTo(person, 'hello?')).text).toBe("I can't answer messages. /help says what I can do.");
    await sayInVain(person, 'hello??');
    await sayInVain(person, '/nonsense');
    time.pass(HOUR_MS);
    expect((await answerTo(person, '/nonsense')).text).toContain('/help');
  });

  it('never answers without bound: thirty times an hour, whatever it is asked', async () => {
    const person = await aPerson();
    for (let count = 0; count < 29; count++) await answerTo(person, count % 2 ? '/help' : '/language');
    await sayInVain(person, '/help');
    time.pass(HOUR_MS);
    await answerTo(person, '/help');
  });

  it('asks in every language which one it shall write in, in that of Telegram first', async () => {
    const { text } = await answerTo(await aPerson('de'), '/language');
    expect(text.split('\n')).toEqual([
      'In welcher Sprache soll ich Ihnen schreiben?',
      'In which language shall I write to you?',
      'На каком языке вам писать?',
    ]);
  });

  it('keeps the language that was chosen before there is an account, and the account goes on with it', async () => {
    const person = await aPerson('de');
    const question = await answerTo(person, '/language');
    await telegram.press(person, question, 'Русский');
    expect((await answerTo(person, '/help')).text).toContain('Я присылаю коды');
    await answerTo(person, '/start');
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const [message] = await telegram.untilCodeMessages(person, 1);
    expect(message!.text).toMatch(/код/i);
    const { body } = await api.verifyOtp(id, codeOf(message!)!);
    expect((await app.get('/api/profile', bearer(body.access_token))).body).toMatchObject({ language: 'ru' });
  });

  it('writes in the language that its person chooses by a button', async () => {
    const person = await aPerson();
    const { verification_id: id } = await api.register({ telegram_chat_id: person });
    const [message] = await telegram.untilCodeMessages(person, 1);
    await api.verifyOtp(id, codeOf(message!)!);
    await telegram.untilEmpty(person);
    const question = await answerTo(person, '/language');
    expect(question.buttons[0]!.map(({ text }) => text)).toEqual(['English', 'Deutsch', 'Русский']);
    expect(await telegram.press(person, question, 'Deutsch')).toMatchObject({
      answer: { text: 'Erledigt. Ich schreibe Ihnen auf Deutsch.' },
    });
    expect((await answerTo(person, '/help')).text).toContain('Ich sende Anmeldecodes');
    await telegram.press(person, question, 'Русский');
    expect((await answerTo(person, '/help')).text).toContain('Я присылаю коды');
  });

  it('brings a link by /login, which lets in only the device where it is pressed, once (security 15)', async () => {
    const person = await aPerson();
    const message = await answerTo(person, '/login');
    expect(message.text).toContain('Tap “Sign in” to sign in on this device');
    expect(codeOf(message)).toBeUndefined();
    const token = tokenOf(linkOf(message));
    const details = await app.post<{ asked_in_telegram: boolean; signs: string[] }>('/api/magic-link/details', {
      token,
    });
    expect(details.body).toMatchObject({ name: 'Ann', typed: null, asked_in_telegram: true, same_browser: false });
    for (const match of details.body.signs)
      expect(await app.post('/api/verify-magic-link', { token, approve: true, match })).toMatchObject({ status: 403 });
    expect(await api.verifyLink(token)).toMatchObject({ status: 200, body: { user: { telegram_id: person } } });
    expect(await api.verifyLink(token)).toMatchObject({ status: 409, body: { code: 'already_used' } });
    await until(async () => (await telegram.messages(person)).every(({ text }) => text !== message.text), 'it to go');
  });

  it('lets the link of /login live as long as others, and "This wasn\'t me" ends it', async () => {
    const person = await aPerson();
    const late = tokenOf(linkOf(await answerTo(person, '/login')));
    const details = () => app.post<{ status: string }>('/api/magic-link/details', { token: late });
    await until(async () => (await details()).body.status === 'sent', 'it to be known as sent');
    time.pass(TTL_MS);
    expect(await api.verifyLink(late)).toMatchObject({ status: 410 });
    const other = await aPerson();
    const message = await answerTo(other, '/login');
    await telegram.press(other, message, "This wasn't me");
    expect(await api.verifyLink(tokenOf(linkOf(message)))).toMatchObject({
      status: 401,
      body: { code: 'link_invalid' },
    });
  });

  it('has a menu of commands in each language, which is set where it is another, and left alone where it is the same', async () => {
    const bot = telegram.world.bots[0]!;
    await until(async () => bot.commands.size === languages.length, 'the menus');
    expect([...bot.commands.keys()].toSorted()).toEqual(['', 'de', 'ru']);
    expect(bot.commands.get('')!.map(({ command }) => command)).toEqual(commands);
    expect(bot.commands.get('de')![0]).toEqual({ command: 'login', description: 'Link zum Anmelden anfordern' });
    const sets = () => telegram.world.calls.latest().filter(({ method }) => method === 'setMyCommands').length;
    const before = sets();
    bot.commands.set('de', []);
    await app.stop();
    await app.boot();
    await until(async () => bot.commands.get('de')!.length > 0, 'the German menu to come back');
    expect(sets()).toBe(before + 1);
  });

  it.each(commands)('answers /%s of its menu', async (command) => {
    const { text } = await answerTo(await aPerson(), `/${command}`);
    expect(text).not.toContain(textsIn('en').notUnderstood);
  });

  it('says nothing of a menu that it could not set because it was stopped meanwhile', async () => {
    await app.stop();
    telegram.misbehave({ fault: 'silence', method: 'getMyCommands', times: null });
    await app.boot();
    const asks = () => telegram.world.faults.list().some(({ hits }) => hits > 0);
    await until(asks, 'the product to ask for the menu');
    const before = app.output.length;
    await app.stop();
    telegram.world.faults.clear();
    await app.boot();
    expect(app.output.slice(before)).not.toContain('menu of commands');
  });
});

it('leaves the ways to the website out where Telegram would refuse its host, and has no more links for a chat than codes', async () => {
  const local = await House.open({ PUBLIC_URL: 'http://localhost:3000', LIMIT_SENDS_PER_CHAT_HOUR: '1' });
  try {
    const person = await local.telegram.addPerson('Ann');
    await local.telegram.greet(person);
    expect((await local.telegram.messages(person)).flatMap(({ buttons }) => buttons.flat())).toEqual([]);
    const last = async (count: number) =>
      until(async () => {
        const messages = await local.telegram.messages(person);
        return messages.length === count ? messages.at(-1)! : undefined;
      }, `${count} messages`);
    time.passChatGap();
    await local.telegram.phone('POST', 'say', { person, text: '/login' });
    expect((await last(2)).text).toContain('Scan the QR code');
    time.passChatGap();
    await local.telegram.phone('POST', 'say', { person, text: '/login' });
    expect((await last(3)).text).toContain('Too many sign-in messages for this chat');
  } finally {
    await local.close();
  }
});
