import type { Claim, Delivery, Holder, Outcome, Step } from '../delivery';
import { aDelivery, aMoment, aSentDelivery, seconds } from '../delivery.fixture';
import type { DeliveryRepository } from './delivery.repository';

type Opened = Readonly<{ repository: DeliveryRepository; close: () => Promise<void> }>;

const LEASE_ENDS = seconds(15);
const ROOMY = { sends: 100, removals: 100 };
const as = (name: string, fence = 1): Holder => ({ botId: 4242, name, fence });
const sent: Outcome = { kind: 'sent', messageId: 9, sentAt: seconds(3), deleteAt: seconds(63), attempts: 2 };

/** What every outbox promises. */
export function describeDeliveryRepository(name: string, open: () => Promise<Opened>): void {
  describe(`the outbox in ${name}`, () => {
    let repository: DeliveryRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    const keep = async (delivery: Delivery): Promise<Delivery> => {
      await repository.insert(delivery);
      return delivery;
    };
    const claim = (now = aMoment, leaseEnds = LEASE_ENDS) => repository.claimDue(as('holder'), now, leaseEnds, ROOMY);
    const claimOne = async (delivery: Delivery): Promise<Claim> => {
      await keep(delivery);
      const [held] = await claim(delivery.dueAt);
      return held!;
    };

    describe('keeping', () => {
      it('gives back what was put in', async () => {
        const steps: Step[] = [
          { at: seconds(1), kind: 'send_again', error: 'reset "…"', attempts: 1 },
          { at: seconds(2), kind: 'sent', attempts: 1 },
        ];
        const bare = await keep(aDelivery());
        const full = await keep(
          aSentDelivery({ error: 'x', holder: 'y', deletedAt: seconds(9), chatId: 2 ** 52 - 1, steps }),
        );
        expect(await repository.find(bare.id)).toEqual(bare);
        expect(await repository.find(full.id)).toEqual(full);
        expect(await repository.find('unknown')).toBeUndefined();
      });

      it('leaves a row alone when another with its id is put in', async () => {
        const first = await keep(aDelivery());
        await Promise.all([keep({ ...first, chatId: 5 }), keep(aSentDelivery({ id: first.id }))]);
        expect(await repository.find(first.id)).toEqual(first);
      });
    });

    describe('claiming', () => {
      it('gives each of 400 rows to one of 16 parallel claimers', async () => {
        const rows = await Promise.all(Array.from({ length: 400 }, () => keep(aDelivery())));
        const rounds = Array.from({ length: 16 }, (_, index) =>
          repository.claimDue(as(`holder ${index}`), aMoment, LEASE_ENDS, { sends: 30, removals: 30 }),
        );
        const claims = (await Promise.all(rounds)).flat();
        expect(claims.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort());
        expect(new Set(claims.map(({ holder }) => holder)).size).toBeGreaterThan(1);
        for (const held of claims) expect((await repository.find(held.id))?.holder).toBe(held.holder);
      });

      it('shows the row as it is held', async () => {
        const row = await keep(aDelivery({ claims: 3, error: 'reset' }));
        const held = { ...row, state: 'sending', holder: 'holder', dueAt: LEASE_ENDS, claims: 4 };
        expect(await claim()).toEqual([{ ...held, isInterrupted: false }]);
        expect(await repository.find(row.id)).toEqual(held);
      });

      it('takes what has been due longest first, and no more than asked for', async () => {
        for (const due of [3, 1, 4, 2]) await keep(aDelivery({ id: `due ${due}`, dueAt: seconds(due) }));
        const first = await repository.claimDue(as('a'), seconds(9), seconds(24), { sends: 2, removals: 2 });
        expect(first.map(({ id }) => id).sort()).toEqual(['due 1', 'due 2']);
        const next = await repository.claimDue(as('b'), seconds(9), seconds(24), { sends: 9, removals: 9 });
        expect(next.map(({ id }) => id).sort()).toEqual(['due 3', 'due 4']);
      });

      it('takes sends and deletions as there is room for each', async () => {
        for (let index = 0; index < 3; index++) await keep(aDelivery());
        const sent = await keep(aSentDelivery({ dueAt: aMoment }));
        const removals = await repository.claimDue(as('a'), seconds(9), seconds(24), { sends: 0, removals: 5 });
        expect(removals.map(({ id }) => id)).toEqual([sent.id]);
        expect(await repository.claimDue(as('a'), seconds(9), seconds(24), { sends: 2, removals: 0 })).toHaveLength(2);
      });

      it('takes a row from the very millisecond at which it is due', async () => {
        await keep(aDelivery({ dueAt: seconds(1) }));
        expect(await claim(seconds(0.999))).toEqual([]);
        expect(await claim(seconds(1))).toHaveLength(1);
      });

      it('takes the rows of its own bot and no others', async () => {
        await keep(aDelivery({ botId: 7 }));
        const own = await keep(aDelivery());
        expect(await claim()).toMatchObject([{ id: own.id }]);
        expect(await claim()).toEqual([]);
        const others = await repository.claimDue({ botId: 7, name: 'other', fence: 1 }, aMoment, LEASE_ENDS, ROOMY);
        expect(others).toMatchObject([{ botId: 7, holder: 'other' }]);
      });

      it('never takes what is over', async () => {
        await keep(aDelivery({ state: 'failed', dueAt: undefined }));
        await keep(aSentDelivery({ state: 'deleted', dueAt: undefined }));
        expect(await claim(seconds(1_000_000))).toEqual([]);
      });

      it('leaves a held row alone until its lease ends, and then says that a send was interrupted', async () => {
        await claimOne(aDelivery());
        expect(await claim(seconds(14.999))).toEqual([]);
        const [again] = await repository.claimDue(as('other'), LEASE_ENDS, seconds(30), { sends: 9, removals: 9 });
        expect(again).toMatchObject({ holder: 'other', claims: 2, state: 'sending', isInterrupted: true });
      });

      it('does not call a send interrupted that was put back', async () => {
        const held = await claimOne(aDelivery());
        await claim(LEASE_ENDS, seconds(30));
        const [second] = await claim(seconds(30), seconds(45));
        expect(await repository.settle(second!, { kind: 'send_again', at: seconds(40), error: 'x', attempts: 1 })).toBe(
          true,
        );
        expect(await claim(seconds(40), seconds(55))).toMatchObject([{ id: held.id, isInterrupted: false }]);
      });

      it('keeps a message that is to be deleted as sent, whichever holder claims it', async () => {
        const row = aSentDelivery();
        expect(await claimOne(row)).toMatchObject({ state: 'sent', messageId: 7, isInterrupted: false });
        expect(await claim(seconds(90))).toMatchObject([{ state: 'sent', isInterrupted: false }]);
      });
    });

    describe('settling', () => {
      const outcomes: [Outcome, Partial<Delivery>][] = [
        [
          sent,
          { state: 'sent', messageId: 9, sentAt: seconds(3), deleteAt: seconds(63), dueAt: seconds(63), attempts: 3 },
        ],
        [
          { kind: 'send_again', at: seconds(5), error: 'reset', attempts: 1 },
          { state: 'queued', dueAt: seconds(5), error: 'reset', attempts: 2 },
        ],
        [
          { kind: 'failed', error: 'superseded', attempts: 0 },
          { state: 'failed', dueAt: undefined, error: 'superseded', attempts: 1 },
        ],
      ];

      it.each(outcomes)('writes down that a send ended as %j', async (outcome, becomes) => {
        const held = await claimOne(aDelivery({ attempts: 1 }));
        expect(await repository.settle(held, outcome, seconds(3))).toBe(true);
        const { isInterrupted: _, ...row } = held;
        const steps = [expect.objectContaining({ kind: outcome.kind, at: seconds(3) })];
        expect(await repository.find(held.id)).toEqual({ ...row, ...becomes, holder: undefined, steps });
      });

      it('writes down that a message is gone, and keeps what it was', async () => {
        const held = await claimOne(aSentDelivery());
        expect(await repository.settle(held, { kind: 'deleted', at: seconds(63) })).toBe(true);
        const gone = { state: 'deleted', deletedAt: seconds(63), removalAttempts: 1, attempts: 1 };
        expect(await repository.find(held.id)).toMatchObject({ ...gone, messageId: 7, sentAt: seconds(2) });
        expect((await repository.find(held.id))?.dueAt).toBeUndefined();
      });

      it('tries a deletion again when told to', async () => {
        const held = await claimOne(aSentDelivery());
        await repository.settle(held, { kind: 'delete_again', at: seconds(70), error: 'flood' });
        expect(await claim(seconds(69.999))).toEqual([]);
        expect(await claim(seconds(70))).toMatchObject([{ state: 'sent', error: 'flood', removalAttempts: 1 }]);
      });

      it('changes nothing for a holder that lost the row', async () => {
        const lost = await claimOne(aDelivery());
        const [held] = await claim(LEASE_ENDS, seconds(30));
        const before = await repository.find(lost.id);
        expect(await repository.settle(lost, sent)).toBe(false);
        expect(await repository.settle({ ...held!, holder: 'stranger' }, sent)).toBe(false);
        expect(await repository.find(lost.id)).toEqual(before);
        expect(await repository.settle(held!, sent)).toBe(true);
      });

      it('takes one of many settlements of a claim', async () => {
        const held = await claimOne(aDelivery());
        const results = await Promise.all(Array.from({ length: 20 }, () => repository.settle(held, sent)));
        expect(results.filter(Boolean)).toHaveLength(1);
        expect((await repository.find(held.id))?.attempts).toBe(2);
      });
    });

    describe('the story of a row', () => {
      it('has a step for each time that it was settled, and none for stepping aside', async () => {
        const first = await claimOne(aDelivery());
        await repository.settle(first, { kind: 'send_again', at: seconds(1), attempts: 0 }, seconds(1));
        const [second] = await claim(seconds(1));
        const error = '429: "it\'s" too much';
        await repository.settle(second!, { kind: 'send_again', at: seconds(2), error, attempts: 1 }, seconds(2));
        const [third] = await claim(seconds(2));
        await repository.settle(third!, sent, seconds(4));
        const [fourth] = await claim(seconds(63), seconds(78));
        await repository.settle(fourth!, { kind: 'delete_again', at: seconds(64), error: 'flood' }, seconds(63));
        const [fifth] = await claim(seconds(64), seconds(78));
        await repository.settle(fifth!, { kind: 'deleted', at: seconds(65) }, seconds(66));
        expect((await repository.find(first.id))?.steps).toEqual([
          { at: seconds(2), kind: 'send_again', error, attempts: 1 },
          { at: seconds(3), kind: 'sent', attempts: 2 },
          { at: seconds(63), kind: 'delete_again', error: 'flood', attempts: 1 },
          { at: seconds(65), kind: 'deleted', attempts: 1 },
        ]);
      });

      it('keeps the last forty steps', async () => {
        const { id } = await keep(aSentDelivery({ dueAt: aMoment }));
        for (let time = 1; time <= 45; time++) {
          const [held] = await claim(seconds(time), seconds(time + 15));
          await repository.settle(
            held!,
            { kind: 'delete_again', at: seconds(time), error: `no ${time}` },
            seconds(time),
          );
        }
        const { steps } = (await repository.find(id))!;
        expect([steps.length, steps[0]!.error, steps.at(-1)!.error]).toEqual([40, 'no 6', 'no 45']);
      });

      it('has a step by the holder that settled, and none by one that had lost the row', async () => {
        const lost = await claimOne(aDelivery());
        const [held] = await claim(LEASE_ENDS, seconds(30));
        await repository.settle(lost, sent, seconds(4));
        await repository.settle(held!, sent, seconds(5));
        expect((await repository.find(lost.id))?.steps).toHaveLength(1);
      });

      it('tells that a message was given up before it was tried', async () => {
        const { id } = await keep(aDelivery());
        await repository.retire(id, seconds(1));
        const given = { at: seconds(1), kind: 'failed', error: 'superseded', attempts: 0 };
        expect((await repository.find(id))?.steps).toEqual([given]);
      });
    });

    describe('giving back', () => {
      it('makes a row due again, and a send that was under way counts as interrupted', async () => {
        const held = await claimOne(aDelivery());
        expect(await repository.release(held, seconds(5))).toBe(true);
        expect(await claim(seconds(4))).toEqual([]);
        expect(await claim(seconds(5))).toMatchObject([{ id: held.id, isInterrupted: true, claims: 2 }]);
      });

      it('does nothing for a holder that lost the row', async () => {
        const held = await claimOne(aDelivery());
        await claim(LEASE_ENDS, seconds(30));
        expect(await repository.release(held, seconds(16))).toBe(false);
        expect(await claim(seconds(29))).toEqual([]);
      });
    });

    describe('retiring', () => {
      it('gives up what only waits', async () => {
        const { id } = await keep(aDelivery());
        await repository.retire(id, seconds(1));
        expect(await repository.find(id)).toMatchObject({ state: 'failed', error: 'superseded' });
        expect(await claim(seconds(1_000))).toEqual([]);
      });

      it('makes what is in Telegram due for deletion now', async () => {
        const row = await keep(aSentDelivery());
        await repository.retire(row.id, seconds(10));
        expect(await repository.find(row.id)).toEqual({ ...row, dueAt: seconds(10), deleteAt: seconds(10) });
        expect(await claim(seconds(10))).toMatchObject([{ id: row.id, state: 'sent' }]);
      });

      it('never makes it due later than it was', async () => {
        const row = await keep(aSentDelivery());
        await repository.retire(row.id, seconds(100));
        expect(await repository.find(row.id)).toEqual(row);
      });

      it.each([
        ['is being sent', aDelivery()],
        ['is being deleted', aSentDelivery()],
      ])('leaves alone what %s', async (_, row) => {
        const held = await claimOne(row);
        const before = await repository.find(held.id);
        await repository.retire(held.id, seconds(4));
        expect(await repository.find(held.id)).toEqual(before);
      });

      it.each(['deleted', 'failed'] as const)('leaves alone what is %s, and an unknown id', async (state) => {
        const row = await keep(aSentDelivery({ state, dueAt: undefined }));
        await repository.retire(row.id, seconds(10));
        await repository.retire('unknown', seconds(10));
        expect(await repository.find(row.id)).toEqual(row);
      });
    });

    describe('taking over', () => {
      it('makes what others held due now, and tells interrupted sends from the rest', async () => {
        const [sending, deleting] = [await claimOne(aDelivery()), await claimOne(aSentDelivery({ dueAt: aMoment }))];
        const waiting = await keep(aDelivery({ dueAt: seconds(100) }));
        expect(await repository.takeOver(as('heir', 2), seconds(1))).toBe(2);
        const claims = await repository.claimDue(as('heir', 2), seconds(1), seconds(16), { sends: 9, removals: 9 });
        const flags = Object.fromEntries(claims.map(({ id, isInterrupted }) => [id, isInterrupted]));
        expect(flags).toEqual({ [sending.id]: true, [deleting.id]: false });
        expect(await repository.find(waiting.id)).toEqual(waiting);
      });

      it('leaves alone what is its own already, and what is another bot’s', async () => {
        const own = await claimOne(aDelivery());
        await keep(aDelivery({ botId: 7 }));
        const [other] = await repository.claimDue({ botId: 7, name: 'other', fence: 1 }, aMoment, LEASE_ENDS, ROOMY);
        expect(await repository.takeOver(as('holder'), seconds(1))).toBe(0);
        expect(await repository.settle(own, sent)).toBe(true);
        expect(await repository.settle(other!, sent)).toBe(true);
      });

      it('leaves the one before with nothing to settle', async () => {
        const held = await claimOne(aDelivery());
        await repository.takeOver(as('heir', 2), seconds(1));
        expect(await repository.settle(held, sent)).toBe(false);
      });
    });

    it('lists the messages that are in Telegram, and counts what waits', async () => {
      expect(await repository.countPending(aMoment)).toEqual([]);
      const inTelegram = await keep(aSentDelivery());
      const ofAnother = await keep(aSentDelivery({ botId: 7 }));
      await keep(aDelivery());
      await keep(aDelivery({ turnAt: aMoment }));
      await claimOne(aDelivery({ dueAt: seconds(-1) }));
      await keep(aDelivery({ state: 'failed', dueAt: undefined }));
      await keep(aSentDelivery({ state: 'deleted', dueAt: undefined }));
      expect(await repository.listSent(4242)).toEqual([inTelegram]);
      expect(await repository.listSent(7)).toEqual([ofAnother]);
      const counted = await repository.countPending(seconds(61));
      expect(counted.toSorted((a, b) => a.botId - b.botId)).toEqual([
        { botId: 7, deliveries: 0, unproven: 0, deletions: 1, overdue: 0 },
        { botId: 4242, deliveries: 3, unproven: 1, deletions: 1, overdue: 0 },
      ]);
      const overdue = (await repository.countPending(seconds(62))).map((bot) => bot.overdue);
      expect(overdue).toEqual([1, 1]);
    });

    it('hands out those that have a turn after all others, in the order of their turns, and no more than there is room for', async () => {
      const inTurn = [];
      for (const turn of [5, 3, 4])
        inTurn.push(await keep(aDelivery({ turnAt: seconds(turn), dueAt: seconds(-turn) })));
      const first = await keep(aDelivery({ dueAt: seconds(0) }));
      const claim = async (sends: number, unproven: number) => {
        const room = { sends, unproven, removals: 0 };
        return (await repository.claimDue(as('a'), seconds(1), seconds(60), room)).map(({ id }) => id);
      };
      expect(await claim(2, 0)).toEqual([first.id]);
      expect(await claim(3, 1)).toEqual([inTurn[1]!.id]);
      const second = await keep(aDelivery());
      expect(await claim(2, 2)).toEqual([second.id, inTurn[2]!.id]);
      await repository.prefer(inTurn[0]!.id);
      expect((await repository.find(inTurn[0]!.id))?.turnAt).toBeUndefined();
      expect(await claim(1, 0)).toEqual([inTurn[0]!.id]);
    });

    it('puts what is sent again behind those whose turn came meanwhile', async () => {
      const tried = await keep(aDelivery({ turnAt: seconds(0) }));
      const room = { sends: 9, unproven: 9, removals: 0 };
      const [held] = await repository.claimDue(as('a'), seconds(1), seconds(60), room);
      await repository.settle(held!, { kind: 'send_again', at: seconds(5), error: 'reset', attempts: 1 });
      const other = await keep(aDelivery({ turnAt: seconds(4) }));
      const next = async () =>
        (await repository.claimDue(as('a'), seconds(9), seconds(60), { ...room, sends: 1 }))[0]?.id;
      expect([await next(), await next()]).toEqual([other.id, tried.id]);
    });

    it('lets what is sent again and has no turn keep its place, once its pause is over, within its share', async () => {
      const of = (second: number) => ({ dueAt: seconds(second), deadlineAt: seconds(second + 180) });
      const [younger, older] = [await keep(aDelivery(of(1))), await keep(aDelivery(of(0)))];
      const room = { sends: 9, unproven: 9, removals: 0 };
      const held = await repository.claimDue(as('a'), seconds(1), seconds(60), room);
      for (const [place, claim] of held.entries())
        await repository.settle(claim, { kind: 'send_again', at: seconds(20 - place), error: 'reset', attempts: 1 });
      const [newcomer, next, last] = [
        await keep(aDelivery(of(2))),
        await keep(aDelivery(of(3))),
        await keep(aDelivery(of(4))),
      ];
      const claim = async (second: number, again?: number) =>
        (await repository.claimDue(as('a'), seconds(second), seconds(200), { ...room, sends: 1, again }))[0]?.id;
      expect(await claim(18)).toBe(newcomer.id);
      expect([await claim(20), await claim(20, 0)]).toEqual([older.id, next.id]);
      expect([await claim(20, 1), await claim(20, 0)]).toEqual([younger.id, last.id]);
    });

    it('gives up what has a turn like all else, when it is lost', async () => {
      const lost = await keep(aDelivery({ turnAt: seconds(50), deadlineAt: seconds(60) }));
      const room = { sends: 0, removals: 0, lostBefore: seconds(60) };
      const claims = await repository.claimDue(as('a'), seconds(1), seconds(16), room);
      expect(claims.map(({ id }) => id)).toEqual([lost.id]);
    });

    it('hands out what is lost whatever the room, and nothing that has time left', async () => {
      const lost = await keep(aDelivery({ deadlineAt: seconds(60) }));
      await keep(aDelivery({ deadlineAt: seconds(60.001) }));
      await keep(aSentDelivery({ dueAt: aMoment, deadlineAt: seconds(60) }));
      const room = { sends: 0, removals: 0, lostBefore: seconds(60) };
      const claims = await repository.claimDue(as('a'), aMoment, LEASE_ENDS, room);
      expect(claims.map(({ id }) => id)).toEqual([lost.id]);
    });

    it('knows a message that waits for its secrets by its id, which is forgotten when that message is gone', async () => {
      const first = await claimOne(aDelivery());
      expect(await repository.settle(first, { kind: 'placed', messageId: 7, at: seconds(8), attempts: 1 })).toBe(true);
      expect(await repository.find(first.id)).toMatchObject({ state: 'queued', messageId: 7, attempts: 1 });
      await repository.retire(first.id, aMoment);
      const [second] = await repository.claimDue(as('b'), aMoment, LEASE_ENDS, ROOMY);
      expect(second).toMatchObject({ id: first.id, messageId: 7, isInterrupted: false });
      await repository.settle(second!, { kind: 'placed', at: aMoment, attempts: 0 });
      expect((await repository.find(first.id))!.messageId).toBeUndefined();
    });

    it('keeps the last error of what was put off without a try', async () => {
      const first = await claimOne(aDelivery());
      await repository.settle(first, { kind: 'send_again', at: aMoment, error: 'ECONNRESET', attempts: 1 });
      const [second] = await repository.claimDue(as('b'), aMoment, LEASE_ENDS, ROOMY);
      await repository.settle(second!, { kind: 'send_again', at: seconds(1), attempts: 0 });
      expect(await repository.find(first.id)).toMatchObject({ state: 'queued', error: 'ECONNRESET', attempts: 1 });
    });
  });
}
