import type { User } from './user';
import { aMoment, aUser } from './user.fixture';
import type { UserDirectory, UserPage, UserSearch } from './user.directory';
import type { UserRepository } from './user.repository';

type Opened = Readonly<{ directory: UserDirectory; users: UserRepository; close: () => Promise<void> }>;

/** What every directory of accounts promises. */
export function describeUserDirectory(name: string, open: () => Promise<Opened>): void {
  describe(`the directory of accounts in ${name}`, () => {
    let directory: UserDirectory;
    let users: UserRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ directory, users, close } = await open()));
    afterEach(() => close());

    const keep = async (differing: Partial<User> = {}): Promise<User> => {
      const user = aUser(differing);
      await users.insert(user);
      return user;
    };
    const idsOf = async (search: UserSearch, page: UserPage = { limit: 100 }) =>
      (await directory.list(search, page)).map(({ id }) => id);
    const found = async (text: string) => (await idsOf({ text })).toSorted();

    it('lists the newest first, a page at a time, even if an account is added meanwhile', async () => {
      for (let each = 0; each < 7; each++) await keep({ id: `00000000${each}${'a'.repeat(22)}` });
      const first = await idsOf({}, { limit: 3 });
      await keep({ id: `000000009${'a'.repeat(22)}` });
      const second = await idsOf({}, { limit: 3, before: first.at(-1)! });
      const third = await idsOf({}, { limit: 3, before: second.at(-1)! });
      expect([...first, ...second, ...third].map((id) => id[8])).toEqual(['6', '5', '4', '3', '2', '1', '0']);
    });

    it('finds by id, Telegram id, and how a name, a username or an e-mail begins', async () => {
      const ann = await keep({ name: 'Ann Example', email: 'ann@example.org', telegramUsername: 'Ann_Ex' });
      const ben = await keep({ name: 'Benannt', email: 'b@example.org', telegramUsername: 'anny' });
      const cid = await keep({ name: 'Cid', email: 'annabel@example.org' });
      await keep({ name: 'Dora (ann)', email: 'dora+ann@example.org', telegramUsername: 'the_ann' });
      expect(await found('ANN')).toEqual([ann.id, ben.id, cid.id].toSorted());
      expect(await found('@ann')).toEqual([ann.id, ben.id].toSorted());
      expect(await found('ann@')).toEqual([ann.id]);
      expect(await found(String(cid.telegramId))).toEqual([cid.id]);
      expect(await found(ben.id)).toEqual([ben.id]);
      for (const nothing of ['%', '_', '.*', '$ne', 'zz', '99999', ben.id.slice(0, 20)])
        expect(await found(nothing)).toEqual([]);
    });

    it('finds an account by its present name and username', async () => {
      const { id } = await keep({ name: 'Ann', telegramUsername: 'ann' });
      await users.change(id, { name: 'Änne' });
      await users.noteSignIn(id, 'zoe', aMoment);
      expect(await found('Änn')).toEqual([id]);
      expect(await found('äNN')).toEqual([id]);
      expect(await found('@zoe')).toEqual([id]);
      expect(await found('@ann')).toEqual([]);
    });

    it('tells active accounts from disabled and suspended ones', async () => {
      const [active, disabled, suspended] = [await keep(), await keep(), await keep()];
      await users.disable(disabled.id, aMoment);
      await users.suspend(suspended.telegramId, aMoment);
      expect(await idsOf({ state: 'active' })).toEqual([active.id]);
      expect(await idsOf({ state: 'disabled' })).toEqual([disabled.id]);
      expect(await idsOf({ state: 'suspended' })).toEqual([suspended.id]);
      expect(await idsOf({ state: 'disabled', text: 'ann' })).toEqual([disabled.id]);
      expect(await idsOf({ state: 'disabled', text: 'nobody' })).toEqual([]);
    });
  });
}
