import type { Closure, ClosureRepository } from './closure.repository';
import { aMoment, aUser } from '../users/user.fixture';

type Opened = Readonly<{ repository: ClosureRepository; close: () => Promise<void> }>;

let seconds = 0;

/** Each one later than those before. */
function aClosure(differing: Partial<Closure> = {}): Closure {
  const { id, telegramId } = aUser();
  return { id, telegramId, by: 'user', closedAt: new Date(aMoment.getTime() + ++seconds * 1000), ...differing };
}

/** What every store of closures promises. */
export function describeClosureRepository(name: string, open: () => Promise<Opened>): void {
  describe(`closed accounts in ${name}`, () => {
    let repository: ClosureRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    it('come back as they were put in, oldest first, until their person is forgotten', async () => {
      const closures = [aClosure(), aClosure({ by: 'admin', isNoted: true, untold: ['deleted'] }), aClosure()];
      for (const closure of closures.toReversed()) await repository.insert(closure);
      expect(await repository.listOpen(10)).toEqual(closures);
      expect(await repository.listOpen(1)).toEqual([closures[0]]);
      await repository.markErased(closures[0]!.id);
      expect(await repository.listOpen(10)).toEqual(closures.slice(1));
    });

    it('come in pages, also where they were closed in one moment', async () => {
      const { closedAt } = aClosure();
      const closures = ['a', 'b', 'c'].map((id) => aClosure({ id, closedAt })).concat(aClosure({ id: 'A' }));
      for (const closure of closures) await repository.insert(closure);
      const pages = [await repository.listOpen(2), await repository.listOpen(2, closures[1])];
      expect(pages.flat()).toEqual(closures);
      expect(await repository.listOpen(2, closures[3])).toEqual([]);
    });

    it('are one an account, however often it is closed', async () => {
      const closure = aClosure();
      const again = { ...aClosure(), id: closure.id };
      expect(await repository.insert(closure)).toBe(true);
      expect(await repository.insert(again)).toBe(false);
      expect(await repository.listOpen(10)).toEqual([closure]);
    });

    it('remember that the audit has them', async () => {
      const [noted, other] = [aClosure(), aClosure()];
      for (const each of [noted, other]) await repository.insert(each);
      await repository.markNoted(noted.id);
      expect(await repository.listOpen(10)).toEqual([{ ...noted, isNoted: true }, other]);
    });

    it.each([['erased first'], ['told first']])('are gone when they are erased and told, %s', async (order) => {
      const [closure, other] = [aClosure({ untold: ['deleted'] }), aClosure({ untold: ['deleted'] })];
      for (const each of [closure, other]) await repository.insert(each);
      const erase = () => repository.markErased(closure.id);
      const tell = () => repository.forgetNews(closure.id);
      const [first, second] = order === 'told first' ? [tell, erase] : [erase, tell];
      await first();
      const open = await repository.listOpen(10);
      const untold = await repository.listUntold(10);
      const left = order === 'told first' ? { ...closure, untold: undefined } : { ...closure, telegramId: undefined };
      expect(open).toEqual(order === 'told first' ? [left, other] : [other]);
      expect(untold).toEqual(order === 'told first' ? [other] : [left, other]);
      await second();
      await repository.insert(closure);
      expect(await repository.listOpen(10)).toEqual([closure, other]);
      expect(await repository.listUntold(1)).toEqual([closure]);
    });
  });
}
