import type { AccountDeletion, AccountDeletionRepository } from './account.deletion.repository';
import { aMoment, aUser } from '../users/user.fixture';

type Opened = Readonly<{ repository: AccountDeletionRepository; close: () => Promise<void> }>;

let seconds = 0;

/** Each deletion is later than those before. */
function aDeletion(differing: Partial<AccountDeletion> = {}): AccountDeletion {
  const { id, telegramId } = aUser();
  return { id, telegramId, by: 'user', closedAt: new Date(aMoment.getTime() + ++seconds * 1000), ...differing };
}

/** What every store of deletions promises. */
export function describeAccountDeletionRepository(name: string, open: () => Promise<Opened>): void {
  describe(`closed accounts in ${name}`, () => {
    let repository: AccountDeletionRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    it('come back as they were put in, oldest first, until their person is forgotten', async () => {
      const deletions = [aDeletion(), aDeletion({ by: 'admin', isNoted: true, untold: ['deleted'] }), aDeletion()];
      for (const deletion of deletions.toReversed()) await repository.insert(deletion);
      expect(await repository.listOpen(10)).toEqual(deletions);
      expect(await repository.listOpen(1)).toEqual([deletions[0]]);
      await repository.markErased(deletions[0]!.id);
      expect(await repository.listOpen(10)).toEqual(deletions.slice(1));
    });

    it('come in pages, also where they were closed in one moment', async () => {
      const { closedAt } = aDeletion();
      const deletions = ['a', 'b', 'c'].map((id) => aDeletion({ id, closedAt })).concat(aDeletion({ id: 'A' }));
      for (const deletion of deletions) await repository.insert(deletion);
      const pages = [await repository.listOpen(2), await repository.listOpen(2, deletions[1])];
      expect(pages.flat()).toEqual(deletions);
      expect(await repository.listOpen(2, deletions[3])).toEqual([]);
    });

    it('are one an account, however often it is closed', async () => {
      const deletion = aDeletion();
      const again = { ...aDeletion(), id: deletion.id };
      expect(await repository.insert(deletion)).toBe(true);
      expect(await repository.insert(again)).toBe(false);
      expect(await repository.listOpen(10)).toEqual([deletion]);
    });

    it('remember that the audit has them', async () => {
      const [noted, other] = [aDeletion(), aDeletion()];
      for (const each of [noted, other]) await repository.insert(each);
      await repository.markNoted(noted.id);
      expect(await repository.listOpen(10)).toEqual([{ ...noted, isNoted: true }, other]);
    });

    it.each([['erased first'], ['told first']])('are gone when they are erased and told, %s', async (order) => {
      const [deletion, other] = [aDeletion({ untold: ['deleted'] }), aDeletion({ untold: ['deleted'] })];
      for (const each of [deletion, other]) await repository.insert(each);
      const erase = () => repository.markErased(deletion.id);
      const tell = () => repository.removePendingEvent(deletion.id);
      const [first, second] = order === 'told first' ? [tell, erase] : [erase, tell];
      await first();
      const open = await repository.listOpen(10);
      const untold = await repository.listWithPendingEvents(10);
      const left = order === 'told first' ? { ...deletion, untold: undefined } : { ...deletion, telegramId: undefined };
      expect(open).toEqual(order === 'told first' ? [left, other] : [other]);
      expect(untold).toEqual(order === 'told first' ? [other] : [left, other]);
      await second();
      await repository.insert(deletion);
      expect(await repository.listOpen(10)).toEqual([deletion, other]);
      expect(await repository.listWithPendingEvents(1)).toEqual([deletion]);
    });
  });
}
