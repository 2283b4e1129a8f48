import type { HandledUpdateRepository } from './handled-update.repository';

type Opened = Readonly<{ repository: HandledUpdateRepository; close: () => Promise<void> }>;

const BOT = 4242;
const start = new Date('2030-05-17T12:00:00.000Z');
const seconds = (count: number) => new Date(start.getTime() + count * 1000);

/** What every store of handled updates promises. */
export function describeHandledUpdateRepository(name: string, open: () => Promise<Opened>): void {
  describe(`handled updates in ${name}`, () => {
    let repository: HandledUpdateRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    const take = (updateId = 7, now = start) => repository.take(BOT, updateId, now, new Date(now.getTime() + 15_000));
    const takeTogether = async (now = start) => {
      const answers = await Promise.all(Array.from({ length: 200 }, () => take(7, now)));
      return Object.fromEntries(
        ['taken', 'busy', 'handled'].map((word) => [word, answers.filter((it) => it === word).length]),
      );
    };

    it('are taken by one of 200 handlers that try at once', async () => {
      expect(await takeTogether()).toEqual({ taken: 1, busy: 199, handled: 0 });
    });

    it('stay handled, however often they come', async () => {
      await take();
      await repository.finish(BOT, 7);
      expect(await takeTogether()).toEqual({ taken: 0, busy: 0, handled: 200 });
      expect(await take(7, seconds(86_400))).toBe('handled');
    });

    it('are free again, for one, at the very millisecond at which the time of the handler before is over', async () => {
      await take();
      expect(await take(7, seconds(14.999))).toBe('busy');
      expect(await takeTogether(seconds(15))).toEqual({ taken: 1, busy: 199, handled: 0 });
      expect(await take(7, seconds(29.999))).toBe('busy');
    });

    it('are free at once when they were given back, for one', async () => {
      await take();
      await repository.giveBack(BOT, 7);
      expect(await takeTogether()).toEqual({ taken: 1, busy: 199, handled: 0 });
    });

    it('are not given back once they were handled', async () => {
      await take();
      await repository.finish(BOT, 7);
      await repository.giveBack(BOT, 7);
      expect(await take()).toBe('handled');
    });

    it('are handled once one handler has finished, also where that took too long and another began', async () => {
      await take();
      await take(7, seconds(15));
      await repository.finish(BOT, 7);
      await repository.finish(BOT, 7);
      expect(await take(7, seconds(60))).toBe('handled');
    });

    it('are not made by finishing and giving back', async () => {
      await repository.finish(BOT, 7);
      await repository.giveBack(BOT, 7);
      expect(await take()).toBe('taken');
    });

    it('of one bot say nothing about those of another, nor about others of its own', async () => {
      await take(7);
      await repository.finish(BOT, 7);
      expect(await repository.take(BOT + 1, 7, start, seconds(15))).toBe('taken');
      expect(await take(8)).toBe('taken');
      expect(await repository.take(Number(`${BOT}1`), 1, start, seconds(15))).toBe('taken');
      expect(await repository.take(BOT, 11, start, seconds(15))).toBe('taken');
    });

    it('may have the largest numbers that Telegram knows', async () => {
      const [bot, update] = [2 ** 52 - 1, 2 ** 31 - 1];
      expect(await repository.take(bot, update, start, seconds(15))).toBe('taken');
      await repository.finish(bot, update);
      expect(await repository.take(bot, update, start, seconds(15))).toBe('handled');
    });

    it('are forgotten once they are old, and no others', async () => {
      for (const [updateId, now] of [
        [1, start],
        [2, seconds(1)],
      ] as const) {
        await take(updateId, now);
        await repository.finish(BOT, updateId);
      }
      await take(3, start);
      await repository.purge(seconds(1));
      expect(await Promise.all([1, 2, 3].map((updateId) => take(updateId, seconds(2))))).toEqual([
        'taken',
        'handled',
        'taken',
      ]);
    });
  });
}
