import { openOnSqlite } from '../persistence/sqlite.factory';
import { AccountService } from './account.service';
import { aMoment, aUser } from './user.factory';
import { toUserDto } from './user.dto';
import { SqliteUserRepository } from './user.repository.sqlite';

const open = openOnSqlite(SqliteUserRepository);
const later = new Date(aMoment.getTime() + 86_400_000);

describe('an account', () => {
  let close: () => Promise<void>;
  let accounts: AccountService;

  beforeEach(async () => {
    const opened = await open();
    close = opened.close;
    accounts = new AccountService(opened.repository);
  });

  afterEach(() => close());

  it('is one, however many doors a newcomer comes through at once', async () => {
    const newcomer = aUser();
    const users = await Promise.all(Array.from({ length: 50 }, () => accounts.welcome(newcomer, aMoment)));
    expect(new Set(users.map(({ id }) => id)).size).toBe(1);
    expect(await accounts.get(users[0]!.id)).toMatchObject({ telegramId: newcomer.telegramId, email: newcomer.email });
  });

  it('stays as it is when its owner comes back and says something else', async () => {
    const first = await accounts.welcome(aUser(), aMoment);
    const again = await accounts.welcome({ ...aUser(), telegramId: first.telegramId, name: 'Somebody Else' }, later);
    expect(again).toEqual({ ...first, signedInAt: later });
  });

  it("is another for another Telegram id, and cannot take somebody's e-mail", async () => {
    const first = await accounts.welcome(aUser({ telegramUsername: 'recycled' }), aMoment);
    const second = await accounts.welcome(aUser({ telegramUsername: 'recycled' }), aMoment);
    expect(second.id).not.toBe(first.id);
    await expect(accounts.welcome(aUser({ email: first.email }), aMoment)).rejects.toMatchObject({
      code: 'email_taken',
      status: 409,
    });
  });

  it('that is gone signs nobody in', async () => {
    await expect(accounts.get('gone')).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('is shown with null for what is not known', () => {
    const { id, telegramId, name } = aUser();
    const user = { id, telegramId, name, createdAt: aMoment, signedInAt: aMoment };
    const shown = { id, name, telegram_id: telegramId, email: null, phone: null, telegram_username: null };
    expect(toUserDto(user)).toEqual(shown);
  });
});
