import { AccountService } from '../account/account.service';
import { ChatRepository } from '../account/chats/chat.repository';
import type { User } from '../account/users/user';
import { aUser } from '../account/users/user.fixture';
import { UserRepository } from '../account/users/user.repository';
import { aRegisteredApp } from '../apps/app.fixture';
import { Apps } from '../apps/apps';
import { AppRepository } from '../apps/store/app.repository';
import { Audit } from '../audit/audit';
import { AuditRepository } from '../audit/store/audit.repository';
import type { WayIn } from '../config/apps/app';
import { Outbox } from '../delivery/outbox';
import { hashOf, timeOrderedId } from '../ids';
import { SessionService } from '../session/session.service';
import { idOf } from '../verification/proof';
import { Secrets } from '../verification/secrets';
import { signsOf } from '../verification/signs';
import { IN_CHAT, type Verification } from '../verification/verification';
import { BOT, client, RegistrationRoom, type Asked } from '../../test/harness/registration.room';
import { until } from '../../test/harness/until';
import { SignInService } from './sign-in.service';

const HALF_A_YEAR_SECONDS = 182 * 86_400;
const REPEAT_SECONDS = 300;
const typed = { name: 'Ann Typed', email: 'typed@example.org', phone: '+49301234567' };
const keyHolder = { keyId: 'a-key', client, requestId: 'a-request' } as const;

/** A verification, and everything that opens it. */
type Begun = Readonly<{ asked: Verification; proof: string; code: string; link: string; sign: string }>;

let room: RegistrationRoom;
let signIns: SignInService;

beforeEach(async () => {
  room = await RegistrationRoom.open();
  signIns = room.get(SignInService);
});

afterEach(() => room.close());

const begin = async (differing: Asked = {}): Promise<Begun> => {
  const proof = timeOrderedId(room.now);
  const asked = await room.askAndSend({ id: idOf(proof), applicant: typed, ...differing });
  const link = room.get(Secrets).linkToken(asked);
  return { asked, proof, code: await room.codeOf(asked), link, sign: signsOf(asked).right };
};

const ask = async (differing: Asked = {}): Promise<Begun> =>
  begin({ purpose: 'service', askedBy: 'a-key', ...differing });

const byCode = ({ proof, code }: Begun, key?: string) => signIns.byCode({ proof }, code, client, key);
const byLink = ({ link }: Begun, asTyped?: boolean) => signIns.byLink(link, client, { asTyped });
const approve = ({ link, sign }: Begun, key?: string) => signIns.approve(link, sign, client, key);
const collect = ({ proof }: Begun, key?: string) => signIns.collect({ proof }, client, key);
const confirm = ({ asked, code }: Begun) => signIns.confirm(asked.id, code, keyHolder);

const codeOf = (refused: Promise<unknown>): Promise<string> =>
  refused.then(
    () => 'in',
    ({ code }: { code: string }) => code,
  );

const anAccount = async (differing: Partial<User> = {}): Promise<User> => {
  const user = aUser({ createdAt: room.now, signedInAt: room.now, ...differing });
  await room.get(UserRepository).insert(user);
  return user;
};

/** An account whose owner may have lost the phone number to another person. */
const aDormant = async (): Promise<User> => {
  const user = await anAccount();
  room.pass(HALF_A_YEAR_SECONDS + 1);
  return user;
};

/** People sign in to this app in no other way. */
const anAppOpenTo = async (...waysIn: readonly WayIn[]): Promise<string> => {
  const app = aRegisteredApp({ waysIn, webhookSecrets: [] });
  await room.get(AppRepository).insert(app);
  await room.get(Apps).refresh();
  return app.id;
};

const livingSessions = ({ id }: { id: string }) => room.get(SessionService).list(id, room.now);
const entries = async (action: string) =>
  (await room.get(AuditRepository).read(0, 100)).filter((entry) => entry.action === action);
const chatOf = ({ asked }: Begun) => room.get(ChatRepository).find(BOT, asked.chatId!);

describe('the code', () => {
  it('opens a session and a new account with what was typed, and its message is called back', async () => {
    const begun = await begin();
    const { user, opened, deviceToken } = await byCode(begun);
    expect(user).toMatchObject({ ...typed, telegramId: begun.asked.chatId });
    expect(await livingSessions(user)).toMatchObject([
      { id: opened.session.id, door: 'otp', deviceId: hashOf(deviceToken!) },
    ]);
    expect(await room.look(begun.asked)).toMatchObject({ status: 'verified', door: 'otp', userId: user.id });
    expect(await room.isRetired(begun.asked)).toBe(true);
  });

  it('is in the audit: whose account it opened, by which verification and from which browser', async () => {
    const begun = await begin();
    const { user } = await byCode(begun);
    expect(await entries('sign_in.succeeded')).toMatchObject([
      {
        actor: { kind: 'user', id: user.id },
        subject: { kind: 'user', id: user.id },
        browser: client.browser,
        details: { purpose: 'register', door: 'otp', verification: begun.asked.linkId },
      },
    ]);
  });

  it('is in the audit as what a new account began with', async () => {
    const begun = await begin();
    await byCode(begun);
    const details = { purpose: 'register', door: 'otp', verification: begun.asked.linkId };
    expect(await entries('user.created')).toMatchObject([{ details }]);
  });

  it('works once, and a wrong one not at all', async () => {
    const begun = await begin();
    expect(await codeOf(signIns.byCode(begun, '000000', client))).toBe('otp_invalid');
    expect(await codeOf(byCode(begun))).toBe('in');
    expect(await codeOf(byCode(begun))).toBe('already_used');
  });

  it('counts guesses by the address of the client', async () => {
    const begun = await begin();
    await codeOf(signIns.byCode(begun, '000000', client));
    expect(await room.used('wrong_ip', client.address)).toBe(1);
  });

  it('adds nothing that was typed to an account that was there', async () => {
    const { telegramId, name, email } = await anAccount();
    const { user } = await byCode(await begin({ chatId: telegramId }));
    expect(user).toMatchObject({ name, email });
  });

  it('of a sign-in creates an account without anything that was typed', async () => {
    const { chatId } = await room.greet(room.aPerson({ name: 'Ann of Telegram', username: 'ann' }));
    const { user } = await byCode(await begin({ purpose: 'login', chatId }));
    expect(user).toMatchObject({ name: 'Ann of Telegram', telegramUsername: 'ann' });
    expect(user.email).toBeUndefined();
  });

  it('opens no account that is disabled', async () => {
    const { telegramId } = await anAccount({ disabledAt: room.now });
    expect(await codeOf(byCode(await begin({ chatId: telegramId })))).toBe('account_disabled');
  });

  it('opens no dormant account by itself', async () => {
    const { telegramId, email } = await aDormant();
    expect(await codeOf(byCode(await begin({ purpose: 'login', chatId: telegramId })))).toBe('step_up_required');
    expect(await entries('sign_in.step_up_refused')).toMatchObject([{ actor: { kind: 'anonymous' } }]);
    expect(await codeOf(byCode(await begin({ purpose: 'login', chatId: telegramId, applicant: { email } })))).toBe(
      'in',
    );
  });

  it('opens a session even if its message cannot be called back now', async () => {
    jest.spyOn(room.get(Outbox), 'retire').mockRejectedValueOnce(new Error('the store is away'));
    expect(await codeOf(byCode(await begin()))).toBe('in');
  });
});

describe('the link', () => {
  it('opens an account without what was typed where Start was pressed: another may have typed it', async () => {
    const { user } = await byLink(await begin());
    expect(user.name).toBe('Telegram user');
    expect([user.email, user.phone]).toEqual([undefined, undefined]);
  });

  it('opens an account with what was typed where the chat was typed as well, or its holder says so', async () => {
    expect((await byLink(await begin({ isUnproven: true }))).user).toMatchObject(typed);
    expect((await byLink(await begin(), true)).user).toMatchObject(typed);
    expect((await byLink(await begin({ isUnproven: true }), false)).user.email).toBeUndefined();
  });

  it('works once', async () => {
    const begun = await begin();
    await byLink(begun);
    expect(await room.look(begun.asked)).toMatchObject({ status: 'verified', door: 'link' });
    expect(await codeOf(byLink(begun))).toBe('already_used');
  });
});

describe('a chat', () => {
  it('whose person reads our messages can be reached from now on, although Start was never pressed', async () => {
    const begun = await begin();
    await byCode(begun);
    expect(await chatOf(begun)).toMatchObject({ botId: BOT, language: 'en' });
  });

  it('keeps what is known of it, and unanswered messages are counted anew', async () => {
    const { chatId } = await room.greet(room.aPerson({ languageCode: 'de' }));
    await room.get(ChatRepository).noteUnanswered(BOT, chatId, 2, room.now);
    const begun = await begin({ chatId });
    await byCode(begun);
    expect(await chatOf(begun)).toMatchObject({ language: 'de' });
    expect(await room.get(ChatRepository).noteUnanswered(BOT, chatId, 2, room.now)).toBe(false);
  });
});

describe('an answer that was lost', () => {
  it.each<
    [string, (begun: Begun, key?: string) => Promise<{ opened: { session: { id: string }; isAgain?: boolean } }>]
  >([
    ['code', byCode],
    ['link', ({ link }, key) => signIns.byLink(link, client, { key })],
    [
      'approval',
      async (begun, key) => {
        await approve(begun, key);
        return collect(begun, key);
      },
    ],
  ])('is given again to the same request, by %s', async (_, enter) => {
    const begun = await begin();
    const first = await enter(begun, 'a-key');
    const again = await enter(begun, 'a-key');
    expect(again.opened).toMatchObject({ isAgain: true, session: { id: first.opened.session.id } });
    expect(await entries('sign_in.succeeded')).toHaveLength(1);
    expect(await codeOf(enter(begun, 'another key'))).toBe('already_used');
    expect(await codeOf(enter(begun))).toBe('already_used');
  });

  it('is not given again after a while', async () => {
    const begun = await begin();
    await byCode(begun, 'a-key');
    room.pass(REPEAT_SECONDS);
    expect(await codeOf(byCode(begun, 'a-key'))).toBe('already_used');
  });
});

describe('an approval elsewhere', () => {
  it('lets in the device that waits, once, and only then', async () => {
    const begun = await begin();
    expect(await codeOf(collect(begun))).toBe('unauthorized');
    await approve(begun);
    const { user, opened } = await collect(begun);
    expect(user).toMatchObject(typed);
    expect(opened.session.door).toBe('approval');
    expect(await codeOf(collect(begun))).toBe('already_used');
  });

  it('opens no session until the device collects it', async () => {
    const begun = await begin();
    await approve(begun);
    const user = await room.get(AccountService).findByTelegramId(begun.asked.chatId!);
    expect(await livingSessions(user!)).toEqual([]);
    expect(await entries('sign_in.succeeded')).toEqual([]);
  });

  it('is in the audit: whose account it let in, and from which browser; once, also if it is repeated', async () => {
    const begun = await begin();
    await approve(begun, 'a-key');
    await approve(begun, 'a-key');
    const { id } = (await room.get(AccountService).findByTelegramId(begun.asked.chatId!))!;
    expect(await entries('sign_in.approved')).toMatchObject([
      {
        actor: { kind: 'user', id },
        subject: { kind: 'verification', id: begun.asked.linkId },
        browser: client.browser,
        details: { door: 'approval' },
      },
    ]);
  });

  it('is in the audit after a repeat where the process died before it was', async () => {
    const begun = await begin();
    const note = jest.spyOn(room.get(Audit), 'note').mockImplementation(async ({ action }) => {
      if (action === 'sign_in.approved') throw new Error('died');
    });
    await approve(begun, 'a-key').catch(() => undefined);
    note.mockRestore();
    expect(await entries('sign_in.approved')).toEqual([]);
    await approve(begun, 'a-key');
    expect(await entries('sign_in.approved')).toHaveLength(1);
  });

  it('with the wrong symbol locks the verification', async () => {
    const begun = await begin();
    const wrong = signsOf(begun.asked).choices.find((sign) => sign !== begun.sign)!;
    expect(await codeOf(signIns.approve(begun.link, wrong, client))).toBe('otp_invalid');
    expect(await room.look(begun.asked)).toMatchObject({ status: 'locked', endReason: 'wrong_symbol' });
    expect(await codeOf(approve(begun))).toBe('link_invalid');
  });

  it('is none for a sign-in that was requested in the chat: no device waits', async () => {
    const begun = await begin({ purpose: 'login', askedBy: IN_CHAT });
    expect(await codeOf(approve(begun))).toBe('forbidden');
    expect((await room.look(begun.asked)).status).toBe('sent');
  });

  it('opens no dormant account by itself', async () => {
    const { telegramId } = await aDormant();
    expect(await codeOf(approve(await begin({ purpose: 'login', chatId: telegramId })))).toBe('step_up_required');
  });

  it('gives nothing to collect after another way in, or an end', async () => {
    const [used, cancelled] = [await begin(), await begin()];
    await byCode(used);
    expect(await codeOf(collect(used))).toBe('already_used');
    await room.cancel(cancelled.proof);
    expect(await codeOf(collect(cancelled))).toBe('verification_expired');
  });

  it('gives nothing to collect where the account was disabled or erased meanwhile', async () => {
    const [disabled, erased] = [await begin(), await begin()];
    const accounts = room.get(AccountService);
    const ownerOf = async ({ asked }: Begun) => (await accounts.findByTelegramId(asked.chatId!))!;
    for (const begun of [disabled, erased]) await approve(begun);
    const [first, second] = [await ownerOf(disabled), await ownerOf(erased)];
    await accounts.disable(first.id, room.now);
    await accounts.erase(second.id, room.now);
    expect([await codeOf(collect(disabled)), await codeOf(collect(erased))]).toEqual([
      'account_disabled',
      'unauthorized',
    ]);
    expect([await livingSessions(first), await livingSessions(second)]).toEqual([[], []]);
    expect(await entries('sign_in.succeeded')).toEqual([]);
  });
});

describe('a way in that is closed for the app', () => {
  it.each<[WayIn, (begun: Begun) => Promise<unknown>]>([
    ['code', byCode],
    ['link', byLink],
    ['approval', approve],
  ])('is refused: %s', async (way, enter) => {
    const others = (['code', 'link', 'approval'] as const).filter((each) => each !== way);
    const closed = await begin({ appId: await anAppOpenTo(...others) });
    expect(await codeOf(enter(closed))).toBe('forbidden');
    expect(await codeOf(enter(await begin({ appId: await anAppOpenTo(way) })))).toBe('in');
  });
});

describe('a device', () => {
  it('that the account knows is recognised when it shows that', async () => {
    const { telegramId: chatId } = await anAccount();
    const { deviceToken, opened } = await byCode(await begin({ chatId }));
    const { proof, code } = await begin({ chatId });
    const again = await signIns.byCode({ proof }, code, { ...client, devices: [hashOf(deviceToken!)] });
    expect(again.deviceToken).toBeUndefined();
    expect(again.opened.session.deviceId).toBe(opened.session.deviceId);
  });

  it('that asked for the sign-in is recognised by a code, and not by the link, which another may open', async () => {
    const { telegramId: chatId } = await anAccount();
    const { deviceToken } = await byCode(await begin({ chatId }));
    const asking = { purpose: 'login', chatId, askedBy: hashOf(deviceToken!) } as const;
    expect((await byCode(await begin(asking))).deviceToken).toBeUndefined();
    expect((await byLink(await begin(asking))).deviceToken).toBeDefined();
    expect((await byCode(await begin({ ...asking, purpose: 'register' }))).deviceToken).toBeDefined();
  });
});

describe('the line after a sign-in', () => {
  it('is left once where the device is new to the account, and not where the account is new', async () => {
    const { said } = room.telegram;
    const { chatId } = await room.greet(room.aPerson());
    const { deviceToken } = await byCode(await begin({ chatId }));
    await new Promise(setImmediate);
    expect(said).toEqual([]);
    room.pass(60);
    const begun = await begin({ chatId });
    await byCode(begun, 'a-key');
    await until(() => said.length > 0, 'the line');
    await byCode(begun, 'a-key');
    const { proof, code } = await begin({ chatId });
    await signIns.byCode({ proof }, code, { ...client, devices: [hashOf(deviceToken!)] });
    await new Promise(setImmediate);
    expect(said).toHaveLength(1);
  });
});

describe('the page behind a link', () => {
  it('names the account, or else what was typed, or else what Telegram tells', async () => {
    const { telegramId, name } = await anAccount();
    const known = await begin({ chatId: telegramId });
    expect(await signIns.openLink(known.link)).toMatchObject({ name, typed: undefined });
    expect(await signIns.openLink((await begin()).link)).toMatchObject({ name: typed.name, typed });
    const { chatId } = await room.greet(room.aPerson({ name: 'Ann of Telegram' }));
    const coming = await begin({ purpose: 'login', chatId });
    expect(await signIns.openLink(coming.link)).toMatchObject({ name: 'Ann of Telegram', typed: {} });
    expect(await signIns.openLink((await begin({ purpose: 'login' })).link)).toMatchObject({ name: 'Telegram user' });
  });

  it('does not name the owner of a dormant account: the phone number may be another person’s by now', async () => {
    const { telegramId } = await aDormant();
    const { link } = await begin({ chatId: telegramId });
    expect(await signIns.openLink(link)).toMatchObject({ name: 'Telegram user' });
  });

  it('knows the browser that waits, and changes nothing', async () => {
    const [begun, other] = [await begin(), await begin()];
    const shown = await Promise.all(
      [begun.proof, other.proof, undefined].map((proof) => signIns.openLink(begun.link, proof)),
    );
    expect(shown.map(({ isSameBrowser }) => isSameBrowser)).toEqual([true, false, false]);
    expect(await room.look(begun.asked)).toEqual(begun.asked);
  });

  it('ends the verification by "This wasn\'t me"', async () => {
    const { asked, link } = await begin();
    await signIns.deny(link);
    expect(await room.look(asked)).toMatchObject({ status: 'cancelled', endReason: 'refused_by_link' });
  });
});

describe('a code that a back end checks', () => {
  it('is confirmed once, with the account of its person if there is one, and opens no session', async () => {
    const user = await anAccount();
    const [known, unknown] = [await ask({ chatId: user.telegramId }), await ask()];
    expect(await confirm(known)).toMatchObject({ id: known.asked.id, door: 'otp', userId: user.id });
    expect((await confirm(unknown)).userId).toBeUndefined();
    expect(await livingSessions(user)).toEqual([]);
    expect(await room.look(known.asked)).toMatchObject({ status: 'verified', door: 'otp', userId: user.id });
    expect(await codeOf(confirm(known))).toBe('already_used');
  });

  it('has its message called back, and unanswered messages counted anew', async () => {
    const { chatId } = await room.greet(room.aPerson());
    await room.get(ChatRepository).noteUnanswered(BOT, chatId, 2, room.now);
    const begun = await ask({ chatId });
    await confirm(begun);
    expect(await room.isRetired(begun.asked)).toBe(true);
    expect(await room.get(ChatRepository).noteUnanswered(BOT, chatId, 2, room.now)).toBe(false);
  });

  it('is in the audit, once, also if the check is repeated, and not if the code is wrong', async () => {
    const begun = await ask();
    expect(await codeOf(signIns.confirm(begun.asked.id, '000000', keyHolder))).toBe('otp_invalid');
    expect(await entries('service.verification_checked')).toEqual([]);
    await confirm(begun);
    expect(await codeOf(confirm(begun))).toBe('already_used');
    expect(await entries('service.verification_checked')).toMatchObject([
      {
        actor: { kind: 'service', id: 'a-key' },
        subject: { kind: 'verification', id: begun.asked.linkId },
        requestId: 'a-request',
        browser: client.browser,
        details: { purpose: 'service' },
      },
    ]);
  });

  it('is in the audit after a repeat where the process died before it was', async () => {
    const begun = await ask();
    const note = jest.spyOn(room.get(AuditRepository), 'append').mockRejectedValueOnce(new Error('died'));
    await confirm(begun).catch(() => undefined);
    note.mockRestore();
    expect((await room.look(begun.asked)).status).toBe('verified');
    expect(await codeOf(confirm(begun))).toBe('already_used');
    expect(await entries('service.verification_checked')).toHaveLength(1);
  });

  it('is refused to another back end, and for an account that is disabled or dormant', async () => {
    const begun = await ask();
    const other = signIns.confirm(begun.asked.id, begun.code, { ...keyHolder, keyId: 'another key' });
    expect(await codeOf(other)).toBe('verification_not_found');
    const disabled = await anAccount({ disabledAt: room.now });
    expect(await codeOf(confirm(await ask({ chatId: disabled.telegramId })))).toBe('account_disabled');
    const dormant = await aDormant();
    expect(await codeOf(confirm(await ask({ chatId: dormant.telegramId })))).toBe('step_up_required');
    expect(await entries('sign_in.step_up_refused')).toMatchObject([
      { actor: { kind: 'service', id: 'a-key' }, browser: client.browser, requestId: 'a-request' },
    ]);
  });
});
