import * as client from 'openid-client';
import { House } from '../harness/house';
import { bodyOf, MailServer } from '../harness/mail.server';
import { Member } from '../harness/member';
import { OpenidStage } from '../harness/openid.stage';
import { bearer } from '../harness/sign.in';
import { time } from '../harness/time';
import { until } from '../harness/until';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Verified = Readonly<{ email: string; email_verified: boolean; email_provable: boolean }>;
type Told = Readonly<{ code?: string; attempts_left?: number; email?: string; expires_at?: string }>;

let mail: MailServer;
let house: House;

beforeAll(async () => {
  mail = await MailServer.open();
  house = await House.open({ SMTP_URL: mail.url, MAIL_FROM: 'Example <sign-in@example.org>' });
});
afterAll(async () => {
  await house.close();
  await mail.close();
});
afterEach(() => (mail.mood = 'takes'));

const send = ({ tokens }: Member, headers = {}, at = house) =>
  at.app.post<Told>('/api/profile/email/verification', {}, { ...bearer(tokens.access_token), ...headers });
const check = ({ tokens }: Member, code: string, at = house) =>
  at.app.post<Told & Verified>('/api/profile/email/verification/check', { code }, bearer(tokens.access_token));
const profileOf = async (member: Member) => (await member.get<Verified>()).body;
const another = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

/** Somebody whose e-mail nobody else has. */
const aMember = () => Member.signIn(house);

async function aCode(member: Member, address = member.email): Promise<string> {
  expect((await send(member)).status).toBe(202);
  return mail.codesTo(address).at(-1)!;
}

describe('an e-mail', () => {
  it('is proven by the code that was sent there', async () => {
    const member = await aMember();
    expect(await profileOf(member)).toMatchObject({ email_verified: false, email_provable: true });
    const sent = await send(member);
    expect(sent).toMatchObject({ status: 202, body: { email: member.email } });
    const left = Date.parse(sent.body.expires_at!) - time.now().getTime();
    expect(left).toBeGreaterThan(9 * MINUTE_MS);
    expect(left).toBeLessThanOrEqual(10 * MINUTE_MS);
    const [code] = mail.codesTo(member.email);
    const proven = { email: member.email, email_verified: true, email_provable: false };
    expect(await check(member, code!)).toMatchObject({ status: 200, body: proven });
    expect(await profileOf(member)).toMatchObject(proven);
    expect((await member.get('/export')).body).toMatchObject({ profile: proven });
    expect(await send(member)).toMatchObject({ status: 412 });
  });

  it('gets a letter that says which service it is, in the language of the person', async () => {
    const member = await aMember();
    await send(member, { 'accept-language': 'fr, de;q=0.8' });
    const { from, raw } = mail.received.find(({ to }) => to === member.email)!;
    expect(from).toBe('sign-in@example.org');
    expect(raw).toMatch(/^From: Example <sign-in@example\.org>\r$/m);
    expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(bodyOf(raw)).toContain(`Ihr Code für ${new URL(house.app.url).host}: `);
    await member.change({ language: 'ru' });
    await send(member, { 'accept-language': 'de' });
    expect(bodyOf(mail.received.at(-1)!.raw)).toContain('Ваш код для');
  });

  it('is proven by the last code alone, and by that once', async () => {
    const member = await aMember();
    const first = await aCode(member);
    const last = await aCode(member);
    expect(await check(member, first)).toMatchObject({ status: 401, body: { code: 'otp_invalid', attempts_left: 4 } });
    expect((await check(member, last)).status).toBe(200);
    expect(await check(member, last)).toMatchObject({ status: 410, body: { code: 'verification_expired' } });
  });

  it('is not proven by a code of ten minutes ago, nor where none was sent', async () => {
    const member = await aMember();
    expect(await check(member, '123456')).toMatchObject({ status: 410 });
    const code = await aCode(member);
    time.pass(10 * MINUTE_MS);
    const later = await Member.signIn(house, member.person);
    expect(await check(later, code)).toMatchObject({ status: 410 });
    expect(await profileOf(later)).toMatchObject({ email_verified: false });
  });

  it('is not proven by the right code after five wrong ones, and is by a new one', async () => {
    const member = await aMember();
    const code = await aCode(member);
    for (const left of [4, 3, 2, 1, 0])
      expect(await check(member, another(code))).toMatchObject({ status: 401, body: { attempts_left: left } });
    const locked = await check(member, code);
    expect(locked).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(500);
    expect((await check(member, await aCode(member))).status).toBe(200);
  });

  it('is not proven by the code of another account, with the same e-mail too', async () => {
    const [member, other] = [await aMember(), await aMember()];
    await other.change({ email: member.email });
    const code = await aCode(member);
    await aCode(other, member.email);
    expect(await check(other, code)).toMatchObject({ status: 401 });
    expect(await check(member, code)).toMatchObject({ status: 200 });
  });

  it('loses its proof with the next one, and has it again for no word', async () => {
    const member = await aMember();
    await check(member, await aCode(member));
    await member.change({ name: 'Ann Other', email: member.email });
    expect(await profileOf(member)).toMatchObject({ email_verified: true });
    await member.change({ email: `other-${member.email}` });
    expect(await profileOf(member)).toMatchObject({ email_verified: false, email_provable: true });
    await member.change({ email: member.email });
    expect(await profileOf(member)).toMatchObject({ email_verified: false });
  });

  it('is proven by one account alone: the last that read the mailbox (S2)', async () => {
    const [first, second] = [await aMember(), await aMember()];
    await check(first, await aCode(first));
    expect(await second.change({ email: first.email })).toMatchObject({ status: 200, body: { email_verified: false } });
    expect(await profileOf(first)).toMatchObject({ email_verified: true });
    expect(await check(second, await aCode(second, first.email))).toMatchObject({ status: 200 });
    expect(await profileOf(second)).toMatchObject({ email: first.email, email_verified: true });
    expect(await profileOf(first)).toMatchObject({ email: first.email, email_verified: false });
    const told = async (member: Member) =>
      (await member.get<{ audit: { action: string }[] }>('/export')).body.audit
        .map(({ action }) => action)
        .filter((action) => action.startsWith('email.'));
    expect(await told(first)).toEqual(['email.verified_elsewhere', 'email.verified']);
    expect(await told(second)).toEqual(['email.verified']);
  });

  it.each([
    ['en', 'Your e-mail is no longer proven here: another account has proven it by a code that was sent there.'],
    [
      'de',
      'Ihre E-Mail ist hier nicht mehr bestätigt: Ein anderes Konto hat sie mit einem dorthin gesandten Code bestätigt.',
    ],
    ['ru', 'Ваша почта здесь больше не подтверждена: её подтвердил другой аккаунт кодом, отправленным на неё.'],
  ])(
    'that another account has proven is told in Telegram to the one that no longer has (%s)',
    async (language, line) => {
      const [first, second] = [await aMember(), await aMember()];
      await first.change({ language });
      await check(first, await aCode(first));
      await second.change({ email: first.email });
      const linesTo = async ({ person }: Member) =>
        (await house.telegram.messages(person)).map(({ text }) => text).filter((text) => text === line);
      expect(await linesTo(first)).toEqual([]);
      await check(second, await aCode(second, first.email));
      await until(async () => (await linesTo(first)).length === 1, 'the first to be told');
      expect(await linesTo(second)).toEqual([]);
    },
  );

  it('is sent three codes an hour, and six from however many accounts', async () => {
    const members = [await aMember(), await aMember(), await aMember()];
    for (const each of members.slice(1)) await each.change({ email: members[0]!.email });
    const sent = async (member: Member) => (await send(member)).status;
    for (const member of members.slice(0, 2)) {
      expect([await sent(member), await sent(member), await sent(member)]).toEqual([202, 202, 202]);
      expect(await send(member)).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    }
    expect(await sent(members[2]!)).toBe(429);
    time.pass(HOUR_MS);
    expect(await sent(await Member.signIn(house, members[2]!.person))).toBe(202);
  });

  it('is nothing to prove where there is none', async () => {
    const member = await Member.arrive(house);
    expect((await member.get<Verified>()).body).toMatchObject({ email: null, email_provable: false });
    expect(await send(member)).toMatchObject({ status: 412, body: { code: 'precondition_failed' } });
  });

  it('and its code stand in no log', async () => {
    const member = await aMember();
    const code = await aCode(member);
    await check(member, another(code));
    expect(house.app.output).not.toContain(member.email);
    expect(house.app.output).not.toContain(code);
  });
});

describe('an app that knows OpenID', () => {
  it('is told that the e-mail is proven once it is', async () => {
    const stage = await OpenidStage.open({ SMTP_URL: mail.url, MAIL_FROM: 'sign-in@example.org' });
    const shop = await stage.discover();
    const { token, tokens, sub } = await stage.signInTo(shop);
    const claims = () => client.fetchUserInfo(shop, tokens.access_token, sub);
    expect(await claims()).toMatchObject({ email: 'ann@example.org', email_verified: false });
    await stage.house.app.post('/api/profile/email/verification', {}, bearer(token));
    const code = mail.codesTo('ann@example.org').at(-1);
    await stage.house.app.post('/api/profile/email/verification/check', { code }, bearer(token));
    expect(await claims()).toMatchObject({ email: 'ann@example.org', email_verified: true });
    await stage.close();
  });
});

describe('a mail server', () => {
  it('that is busy or says nothing costs no try, and is waited for no longer than ten seconds', async () => {
    const member = await aMember();
    const patience = new AbortController();
    const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(patience.signal);
    const unavailable = { status: 503, body: { code: 'mail_unavailable' } };
    mail.mood = 'is busy';
    for (let turn = 0; turn < 3; turn++) expect(await send(member)).toMatchObject(unavailable);
    mail.mood = 'says nothing';
    const asking = send(member);
    await until(() => mail.unanswered === 1, 'the server to be asked');
    patience.abort();
    const refused = await asking;
    expect(refused).toMatchObject(unavailable);
    expect(refused.headers.get('retry-after')).toBe('30');
    expect(Math.max(...timeout.mock.calls.flat())).toBeLessThan(10_000);
    timeout.mockRestore();
    mail.mood = 'takes';
    expect((await check(member, await aCode(member))).status).toBe(200);
    expect(house.app.output).not.toContain(member.email);
  });

  it('that knows no such address is told as the fault of the e-mail', async () => {
    const member = await aMember();
    mail.mood = 'knows no such address';
    expect(await send(member)).toMatchObject({ status: 400, body: { errors: [{ field: 'email' }] } });
    expect(house.app.output).not.toContain(member.email);
  });

  it('that cannot be reached, or would take a password in the clear, is shown none', async () => {
    const insecure = await MailServer.open();
    const away = await MailServer.open();
    await away.close();
    for (const server of [away, insecure]) {
      const settings = { SMTP_URL: `smtp://user:secret@127.0.0.1:${server.port}`, MAIL_FROM: 'a@example.org' };
      const other = await House.open(settings);
      const member = await Member.signIn(other);
      expect(await send(member, {}, other)).toMatchObject({ status: 503, body: { code: 'mail_unavailable' } });
      expect(server.signIns).toBe(0);
      await other.close();
    }
    expect(insecure.received).toEqual([]);
    await insecure.close();
  });

  it('that is not in the settings leaves nothing to be seen', async () => {
    const other = await House.open();
    const member = await Member.signIn(other);
    expect((await member.get<Verified>()).body).toMatchObject({ email_verified: false, email_provable: false });
    expect(await send(member, {}, other)).toMatchObject({ status: 404 });
    expect(await check(member, '123456', other)).toMatchObject({ status: 404 });
    await other.close();
  });
});
