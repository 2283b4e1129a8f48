import type { Config } from '../config/config';
import { aConfig } from '../config/config.fixture';
import type { Audit, AuditEvent } from '../audit/audit';
import { aSqliteDatabase } from '../../test/harness/sqlite.store';
import type { SessionService } from '../session/session.service';
import { AccountService } from './account.service';
import { Beginnings } from './beginnings';
import { SqliteAccountDeletionRepository } from './deletion/account.deletion.repository.sqlite';
import { aMoment, aUser } from './users/user.fixture';
import { toUserDto } from './users/user.dto';
import { SqliteUserRepository } from './users/user.repository.sqlite';

const later = new Date(aMoment.getTime() + 86_400_000);

describe('an account', () => {
  let close: () => Promise<void>;
  let open: (config: Config) => AccountService;
  let accounts: AccountService;
  let users: SqliteUserRepository;
  let endedFor: string[];
  let noted: AuditEvent[];

  beforeEach(() => {
    const opened = aSqliteDatabase();
    close = opened.close;
    endedFor = [];
    noted = [];
    const sessions = { endAll: async (id: string) => endedFor.push(id) } as Partial<SessionService> as SessionService;
    const note = async (event: AuditEvent) => void noted.push(event);
    const audit = { note, noteOnce: note } as Pick<Audit, 'note' | 'noteOnce'> as Audit;
    users = new SqliteUserRepository(opened.database);
    const deletions = new SqliteAccountDeletionRepository(opened.database);
    open = (config) => new AccountService(users, deletions, sessions, new Beginnings(users, audit), audit, config);
    accounts = open(aConfig());
  });

  afterEach(() => close());

  const comeIn = (...args: Parameters<AccountService['welcome']>) => accounts.welcome(...args);

  it('is one, however many doors a newcomer comes through at once', async () => {
    const newcomer = aUser();
    const welcomes = await Promise.all(Array.from({ length: 50 }, () => accounts.welcome(newcomer, aMoment)));
    expect(new Set(welcomes.map(({ id }) => id)).size).toBe(1);
    const { telegramId, email } = newcomer;
    expect(await accounts.get(welcomes[0]!.id)).toMatchObject({ telegramId, email });
  });

  it('is in the audit before its owner is let in, though the process ended in between', async () => {
    const newcomer = { telegramId: 1, beginning: { purpose: 'register', door: 'otp', verification: 'a-link-id' } };
    const [entry] = [{ action: 'user.created', details: newcomer.beginning }];
    const { id, createdAt, signedInAt } = await comeIn(newcomer, aMoment);
    expect(noted).toMatchObject([entry]);
    await users.remove(id);
    await users.insert({ ...newcomer, id, name: 'Ann', createdAt, signedInAt });
    await comeIn({ telegramId: 1 }, later);
    expect(noted).toMatchObject([entry, entry]);
    await comeIn({ telegramId: 1 }, later);
    expect(noted).toHaveLength(2);
  });

  it('stays as it is when its owner comes back and says something else', async () => {
    const first = await comeIn(aUser(), aMoment);
    const again = await comeIn({ ...aUser(), telegramId: first.telegramId, name: 'Somebody Else' }, later);
    expect(again).toEqual({ ...first, signedInAt: later });
  });

  it('follows the username that Telegram tells, and the audit has that it changed', async () => {
    const first = await comeIn(aUser({ telegramUsername: 'ann' }), aMoment);
    const { telegramId } = first;
    expect(await comeIn({ telegramId, telegramUsername: 'zoe' }, later)).toMatchObject({ telegramUsername: 'zoe' });
    expect(noted).toMatchObject([{ action: 'user.changed', details: { fields: 'telegram_username' } }]);
    expect(await comeIn({ telegramId }, later)).toMatchObject({ telegramUsername: 'zoe' });
    expect(noted).toHaveLength(1);
  });

  it('is another for another Telegram id, whatever they have in common (security 19)', async () => {
    const alike = { telegramUsername: 'recycled', email: 'ann@example.org' };
    const first = await comeIn(aUser(alike), aMoment);
    const second = await comeIn(aUser(alike), aMoment);
    expect(second).toMatchObject({ email: first.email });
    expect(second.id).not.toBe(first.id);
  });

  it('of a person who only signs in has the name that Telegram gives', async () => {
    expect(await comeIn({ telegramId: 1, telegramName: 'Ann' }, aMoment)).toMatchObject({ name: 'Ann' });
    expect(await comeIn({ telegramId: 2 }, aMoment)).toMatchObject({ name: 'Telegram user' });
  });

  it('that is disabled allows no sign-in and ends every session, until it is enabled (security 21)', async () => {
    const { id, telegramId } = await comeIn(aUser(), aMoment);
    await accounts.disable(id, later);
    expect(endedFor).toEqual([id]);
    await expect(accounts.welcome({ telegramId }, later)).rejects.toMatchObject({ code: 'account_disabled' });
    await accounts.enable(id, later);
    expect(await comeIn({ telegramId }, later)).toMatchObject({ id });
  });

  it('is suspended when Telegram no longer knows its person, until it proves otherwise (security 20)', async () => {
    const { id, telegramId } = await comeIn(aUser(), aMoment);
    expect(await accounts.suspend(telegramId, later)).toMatchObject({ suspendedAt: later });
    await accounts.suspend(telegramId, new Date(later.getTime() + 1));
    expect(new Set(endedFor)).toEqual(new Set([id]));
    // The same event is noted each time; the audit keeps one.
    expect(new Set(noted.map(({ action, subject }) => `${action} ${subject?.id}`))).toEqual(
      new Set([`user.suspended ${id}`]),
    );
    expect((await comeIn({ telegramId }, later)).suspendedAt).toBeUndefined();
    expect(await accounts.suspend(4_711, later)).toBeUndefined();
  });

  it('that is erased is gone at once, and what it was known by is free', async () => {
    const first = await comeIn(aUser(), aMoment);
    expect(await accounts.erase(first.id, later)).toMatchObject({ id: first.id, telegramId: first.telegramId });
    expect(endedFor).toEqual([first.id]);
    expect(await accounts.find(first.id)).toBeUndefined();
    expect(await accounts.erase(first.id, later)).toBeUndefined();
    const { telegramId, email } = first;
    expect((await comeIn({ telegramId, email }, later)).id).not.toBe(first.id);
  });

  it('is told to other services when it comes and when it goes, each until they have been told', async () => {
    expect(await accounts.listPendingEvents(10)).toEqual([]);
    const url = { WEBHOOK_URL: 'https://hooks.example.org/', WEBHOOK_SECRET: `whsec_${'A'.repeat(32)}` };
    const telling = open(aConfig(url));
    const [ann, bob] = [await telling.welcome(aUser(), aMoment), await telling.welcome(aUser(), aMoment)];
    await telling.welcome({ telegramId: ann.telegramId }, later);
    const created = [ann, bob].map(({ id }) => ({ event: 'created', userId: id, at: aMoment }));
    const pending = await telling.listPendingEvents(10);
    expect(new Set(pending.map(({ userId }) => userId))).toEqual(new Set(created.map(({ userId }) => userId)));
    expect(pending.every(({ event }) => event === 'created')).toBe(true);
    for (const { userId, event } of pending) await telling.removePendingEvent(userId, event);
    await telling.erase(bob.id, later);
    expect(await telling.listPendingEvents(10)).toEqual([{ event: 'deleted', userId: bob.id, at: later }]);
    await telling.removePendingEvent(bob.id, 'deleted');
    expect(await telling.listPendingEvents(10)).toEqual([]);
  });

  it('that is gone is no longer accepted', async () => {
    await expect(accounts.get('gone')).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('is shown with null for what is not known', () => {
    const { id, telegramId, name } = aUser();
    const user = { id, telegramId, name, createdAt: aMoment, signedInAt: aMoment };
    const shown = { id, name, telegram_id: telegramId, email: null, email_verified: false, phone: null };
    expect(toUserDto(user)).toEqual({ ...shown, telegram_username: null });
  });
});
