import { aMoment, aUser } from './user.factory';
import type { UserRepository } from './user.repository';

type Opened = Readonly<{ repository: UserRepository; close: () => Promise<void> }>;

const later = new Date(aMoment.getTime() + 86_400_000);

/** What every store of users promises. */
export function describeUserRepository(name: string, open: () => Promise<Opened>): void {
  describe(`users in ${name}`, () => {
    let repository: UserRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    it('come back as they were put in', async () => {
      const full = aUser({ telegramId: 2 ** 52 - 1, phone: '+4915112345678', telegramUsername: 'ann_example' });
      const bare = aUser({ email: undefined });
      for (const user of [full, bare]) {
        expect(await repository.insert(user)).toBe('inserted');
        expect(await repository.find(user.id)).toEqual(user);
      }
      expect(await repository.find('unknown')).toBeUndefined();
    });

    it('have a Telegram id of their own', async () => {
      const first = aUser();
      await repository.insert(first);
      const second = aUser({ telegramId: first.telegramId });
      expect(await repository.insert(second)).toBe('telegram_id_known');
      expect(await repository.find(second.id)).toBeUndefined();
      expect(await repository.find(first.id)).toEqual(first);
    });

    it('have an e-mail of their own', async () => {
      const first = aUser();
      await repository.insert(first);
      const second = aUser({ email: first.email });
      expect(await repository.insert(second)).toBe('email_taken');
      expect(await repository.find(second.id)).toBeUndefined();
      expect(await repository.noteSignIn(second.telegramId, later)).toBeUndefined();
    });

    it('without an e-mail do not stand in the way of each other', async () => {
      expect(await repository.insert(aUser({ email: undefined }))).toBe('inserted');
      expect(await repository.insert(aUser({ email: undefined }))).toBe('inserted');
    });

    it('may share name, phone and username', async () => {
      const alike = { name: 'Ann', phone: '+4915112345678', telegramUsername: 'ann_example' };
      expect(await repository.insert(aUser(alike))).toBe('inserted');
      expect(await repository.insert(aUser(alike))).toBe('inserted');
    });

    it('who come back with their own e-mail are known, and not told that it is taken', async () => {
      const first = aUser();
      await repository.insert(first);
      expect(await repository.insert({ ...aUser(), telegramId: first.telegramId, email: first.email })).toBe(
        'telegram_id_known',
      );
    });

    it('are made once by parallel insertions of one person', async () => {
      const person = aUser();
      const tries = Array.from({ length: 50 }, () => ({ ...person, id: aUser().id }));
      const results = await Promise.all(tries.map((user) => repository.insert(user)));
      expect(results.filter((result) => result === 'inserted')).toHaveLength(1);
      expect(results.filter((result) => result === 'telegram_id_known')).toHaveLength(49);
      const found = await Promise.all(tries.map(({ id }) => repository.find(id)));
      expect(found.filter(Boolean)).toEqual([tries[results.indexOf('inserted')]]);
    });

    it('get one of an e-mail that many want at once', async () => {
      const tries = Array.from({ length: 50 }, () => aUser({ email: 'wanted@example.org' }));
      const results = await Promise.all(tries.map((user) => repository.insert(user)));
      expect(results.filter((result) => result === 'inserted')).toHaveLength(1);
      expect(results.filter((result) => result === 'email_taken')).toHaveLength(49);
    });

    it('are known by their Telegram id when they sign in, and nothing else of them changes', async () => {
      const user = aUser();
      const bystander = aUser();
      await Promise.all([user, bystander].map((each) => repository.insert(each)));
      expect(await repository.noteSignIn(user.telegramId, later)).toEqual({ ...user, signedInAt: later });
      expect(await repository.find(user.id)).toEqual({ ...user, signedInAt: later });
      expect(await repository.find(bystander.id)).toEqual(bystander);
    });

    it('nobody is signed in who is not there', async () => {
      expect(await repository.noteSignIn(aUser().telegramId, later)).toBeUndefined();
    });
  });
}
