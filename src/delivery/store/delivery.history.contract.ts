import { idsSince, timeOrderedId } from '../../ids';
import type { Delivery } from '../delivery';
import { aDelivery, aSentDelivery, seconds } from '../delivery.fixture';
import type { DeliveryHistory } from './delivery.history';
import type { DeliveryRepository } from './delivery.repository';

type Opened = Readonly<{ history: DeliveryHistory; repository: DeliveryRepository; close: () => Promise<void> }>;

/** What every history of the outbox promises. */
export function describeDeliveryHistory(name: string, open: () => Promise<Opened>): void {
  describe(`the history of deliveries in ${name}`, () => {
    let history: DeliveryHistory;
    let repository: DeliveryRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ history, repository, close } = await open()));
    afterEach(() => close());

    const keep = async (...rows: Delivery[]) => {
      for (const row of rows) await repository.insert(row);
    };
    const idsOf = (rows: readonly Delivery[]) => rows.map(({ id }) => id);
    const over = { dueAt: undefined } as const;

    it('is empty at first', async () => {
      expect(await history.list({}, { limit: 10 })).toEqual([]);
    });

    it('shows whole rows, the newest first', async () => {
      const rows = [1, 2, 3].map((time) => aSentDelivery({ id: `00000000${time}-row`, chatId: time }));
      await keep(rows[1]!, rows[2]!, rows[0]!);
      expect(await history.list({}, { limit: 10 })).toEqual(rows.toReversed());
    });

    it('goes on where a page ended, whatever is put in meanwhile', async () => {
      await keep(...['b', 'c', 'd', 'e'].map((id) => aDelivery({ id })));
      expect(idsOf(await history.list({}, { limit: 2 }))).toEqual(['e', 'd']);
      await keep(aDelivery({ id: 'f' }));
      expect(idsOf(await history.list({}, { before: 'd', limit: 2 }))).toEqual(['c', 'b']);
      expect(await history.list({}, { before: 'b', limit: 2 })).toEqual([]);
    });

    it('finds what has a chat, a verification and a state, alone and together', async () => {
      await keep(
        aDelivery({ id: 'a', chatId: 1, verificationId: 'one' }),
        aDelivery({ id: 'b', chatId: 2, verificationId: 'one', state: 'failed', ...over }),
        aSentDelivery({ id: 'c', chatId: 1, verificationId: 'two' }),
        aSentDelivery({ id: 'd', chatId: 1, verificationId: 'two', state: 'deleted', ...over }),
        aDelivery({ id: 'e', chatId: 1, verificationId: 'three', state: 'failed', ...over }),
      );
      const found = async (search: Parameters<DeliveryHistory['list']>[0]) =>
        idsOf(await history.list(search, { limit: 10 })).join('');
      expect(await found({ chatId: 1 })).toBe('edca');
      expect(await found({ verificationId: 'one' })).toBe('ba');
      expect(await found({ state: 'queued' })).toBe('a');
      expect(await found({ state: 'sent' })).toBe('c');
      expect(await found({ state: 'sending' })).toBe('');
      expect(await found({ state: 'deleted' })).toBe('d');
      expect(await found({ state: 'failed' })).toBe('eb');
      expect(await found({ state: 'failed', chatId: 1 })).toBe('e');
      expect(await found({ state: 'sent', chatId: 1, verificationId: 'two' })).toBe('c');
      expect(await found({ chatId: 2, verificationId: 'two' })).toBe('');
    });

    it('finds what has a bot, an error, a kind and a time, the oldest first where it is asked to', async () => {
      const at = (second: number) => ({ id: timeOrderedId(seconds(second)), requestedAt: seconds(second) });
      const message = aDelivery({ ...at(1), botId: 7, chatId: 1, deadlineAt: seconds(100) });
      const given = { state: 'failed', error: 'x: (y)', ...over } as const;
      const failed = aDelivery({ ...at(2), botId: 8, chatId: 2, deadlineAt: seconds(100), ...given });
      const removal = aDelivery({ ...at(3), botId: 8, chatId: 3, kind: 'removal', deadlineAt: seconds(3) });
      const test = aDelivery({
        ...at(4),
        botId: 8,
        chatId: 4,
        deadlineAt: seconds(100),
        kind: 'test',
        verificationId: undefined,
      });
      await keep(test, message, removal, failed);
      const found = async (search: Parameters<DeliveryHistory['list']>[0], page: object = {}) =>
        (await history.list(search, { limit: 10, ...page })).map(({ chatId }) => chatId).join('');
      expect(await found({ botId: 8 })).toBe('432');
      expect(await found({ error: 'x: (y)' })).toBe('2');
      expect(await found({ error: 'x' })).toBe('');
      expect(await found({ kind: 'message' })).toBe('21');
      expect(await found({ kind: 'removal' })).toBe('3');
      expect(await found({ kind: 'test' })).toBe('4');
      expect(await found({ from: seconds(2), to: seconds(4) })).toBe('32');
      expect(await found({ botId: 8, state: 'queued', from: seconds(4) })).toBe('4');
      expect(await found({}, { isOldestFirst: true })).toBe('1234');
      expect(await found({}, { isOldestFirst: true, before: failed.id })).toBe('34');
      expect(await found({ to: seconds(4) }, { isOldestFirst: true, before: failed.id })).toBe('3');
      expect(await found({ from: seconds(2) }, { before: removal.id })).toBe('2');
      expect(await history.count(seconds(1), seconds(2))).toEqual([
        { state: 'queued', error: undefined, botId: 7, count: 1 },
      ]);
      expect(await history.count(seconds(2), seconds(9))).toEqual([
        { state: 'failed', error: 'x: (y)', botId: 8, count: 1 },
      ]);
    });

    const courseOf = (row: Delivery | undefined) => {
      const { id, kind, state, error, requestedAt, deadlineAt, sentAt, deleteAt, deletedAt } = row!;
      return { id, kind, state, error, requestedAt, deadlineAt, sentAt, deleteAt, deletedAt };
    };

    it('is read in stretches, oldest first, with how each fared', async () => {
      const rows = [3, 1, 2, 5, 4].map((at) =>
        aSentDelivery({ id: timeOrderedId(seconds(at)), chatId: at, error: 'was slow', deletedAt: seconds(70) }),
      );
      await keep(...rows);
      const [first, second, third, fourth] = rows.toSorted((a, b) => a.chatId - b.chatId);
      const end = idsSince(seconds(5));
      expect(await history.read({ after: '', end, limit: 2 })).toMatchObject([first, second].map(courseOf));
      expect(await history.read({ after: second!.id, end, limit: 2 })).toMatchObject([third, fourth].map(courseOf));
      expect(await history.read({ after: fourth!.id, end, limit: 2 })).toEqual([]);
    });

    describe('erased', () => {
      const before = seconds(1000);
      const deleted = { state: 'deleted', dueAt: undefined, deletedAt: seconds(62) } as const;
      const failed = { state: 'failed', dueAt: undefined, error: 'x' } as const;
      const stored = async (delivery: Delivery): Promise<Delivery> => {
        await repository.insert(delivery);
        return delivery;
      };

      it('are those that have been over since before, oldest first, no more at a time than was asked for', async () => {
        const late = await stored(aSentDelivery({ ...deleted, id: timeOrderedId(seconds(9)) }));
        const early = await stored(aDelivery({ ...failed, id: timeOrderedId(seconds(1)) }));
        await stored(aSentDelivery({ ...deleted, id: timeOrderedId(seconds(2)) }));
        expect(await history.eraseOver(before, 2)).toBe(2);
        expect(await repository.find(early.id)).toBeUndefined();
        expect(await repository.find(late.id)).toEqual(late);
        expect(await history.eraseOver(before, 2)).toBe(1);
        expect(await history.eraseOver(before, 2)).toBe(0);
      });

      it('are never those in Telegram or on their way, nor those of later', async () => {
        const left = [
          await stored(aSentDelivery()),
          await stored(aDelivery()),
          await stored(aSentDelivery({ ...deleted, deletedAt: before })),
          await stored(aDelivery({ ...failed, id: timeOrderedId(before) })),
        ];
        expect(await history.eraseOver(before, 100)).toBe(0);
        for (const one of left) expect(await repository.find(one.id)).toEqual(one);
      });
    });
  });
}
