import { idsSince, timeOrderedId } from '../../ids';
import type { Claim, Outcome, Webhook } from '../webhook';
import { aMoment, anOverWebhook, aWebhook, seconds } from '../webhook.fixture';
import type { Replay, WebhookRepository } from './webhook.repository';

type Opened = Readonly<{ repository: WebhookRepository; close: () => Promise<void> }>;

const LEASE_ENDS = seconds(20);

/** What every store of webhooks promises. */
export function describeWebhookRepository(name: string, open: () => Promise<Opened>): void {
  describe(`webhooks in ${name}`, () => {
    let repository: WebhookRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    const keep = async (...webhooks: Webhook[]) => {
      for (const webhook of webhooks) await repository.insert(webhook);
    };
    const claim = (now = aMoment, limit = 100, holder = 'holder') =>
      repository.claimDue(holder, now, { leaseEnds: new Date(now.getTime() + 20_000), limit });
    const claimOne = async (webhook = aWebhook()): Promise<Claim> => {
      await keep(webhook);
      return (await claim(webhook.dueAt))[0]!;
    };
    const idsOf = (webhooks: readonly Webhook[]) => webhooks.map(({ id }) => id);

    describe('kept', () => {
      it('come back as they were put in', async () => {
        const bare = aWebhook();
        const payload = { verification_id: 'x', purpose: 'login', status: 'verified', door: 'otp' } as const;
        const full = anOverWebhook({
          ...{ type: 'verification.verified', payload: { ...payload, error: null, user_id: 'ü "…"' } },
          ...{ state: 'failed', error: 'refused', status: 500, holder: 'somebody' },
        });
        await keep(bare, full);
        expect(await repository.find(bare.id)).toEqual(bare);
        expect(await repository.find(full.id)).toEqual(full);
        expect(await repository.find('unknown')).toBeUndefined();
      });

      it('are there once, however often they are put in', async () => {
        const first = aWebhook();
        await keep(first);
        await Promise.all([keep(first), keep({ ...first, state: 'sent', dueAt: undefined })]);
        const [held] = await claim();
        await repository.settle(held!, { kind: 'sent', at: seconds(1), status: 200 });
        await keep(first);
        expect(await repository.list({}, { limit: 10 })).toMatchObject([{ id: first.id, state: 'sent' }]);
      });
    });

    describe('claimed', () => {
      it('are not those of a place that has enough in hand', async () => {
        await repository.insert(aWebhook({ id: 'one', appId: 'shop' }));
        await repository.insert(aWebhook({ id: 'two', appId: 'press' }));
        await repository.insert(aWebhook({ id: 'three' }));
        const claimBut = (...busy: string[]) =>
          repository.claimDue('holder', aMoment, { leaseEnds: seconds(0), limit: 9, busy });
        expect(idsOf(await claimBut('shop', ''))).toEqual(['two']);
        expect(idsOf(await claimBut('shop', 'press'))).toEqual(['three']);
        expect(idsOf(await claimBut(''))).toHaveLength(2);
        expect(idsOf(await claimBut())).toHaveLength(3);
      });

      it('go to one of 16 parallel claimers each', async () => {
        const rows = Array.from({ length: 60 }, () => aWebhook());
        await keep(...rows);
        const all = await Promise.all(Array.from({ length: 16 }, (_, index) => claim(aMoment, 8, `holder ${index}`)));
        const claimed = all.flat();
        const rest = await claim(aMoment, 100, 'the last');
        expect([...idsOf(claimed), ...idsOf(rest)].toSorted()).toEqual(idsOf(rows).toSorted());
        for (const held of claimed) expect(await repository.find(held.id)).toEqual(held);
      });

      it('are those that have been due longest, no more than asked for, and none before its time', async () => {
        await keep(...[3, 1, 2].map((due) => aWebhook({ id: `due ${due}`, dueAt: seconds(due) })));
        expect(idsOf(await claim(seconds(0.999)))).toEqual([]);
        expect(idsOf(await claim(seconds(2), 1))).toEqual(['due 1']);
        expect(idsOf(await claim(seconds(2), 9))).toEqual(['due 2']);
      });

      it('stay with their holder until the lease ends, and then go to the next', async () => {
        const held = await claimOne();
        expect(held).toMatchObject({ holder: 'holder', claims: 1, attempts: 0, dueAt: LEASE_ENDS, state: 'pending' });
        expect(await claim(seconds(19.999))).toEqual([]);
        expect(await claim(LEASE_ENDS, 9, 'other')).toMatchObject([{ id: held.id, holder: 'other', claims: 2 }]);
      });

      it('are never those that are over', async () => {
        await keep(anOverWebhook(), anOverWebhook({ state: 'failed' }));
        expect(await claim(seconds(1_000_000))).toEqual([]);
      });
    });

    describe('settled', () => {
      const outcomes: [Outcome, Partial<Webhook>][] = [
        [
          { kind: 'sent', at: seconds(3), status: 204 },
          { state: 'sent', dueAt: undefined, endedAt: seconds(3), status: 204, error: undefined, attempts: 3 },
        ],
        [
          { kind: 'again', at: seconds(9), status: 503, error: 'refused' },
          { state: 'pending', dueAt: seconds(9), status: 503, error: 'refused', attempts: 3 },
        ],
        [
          { kind: 'again', at: seconds(9), error: 'timeout' },
          { state: 'pending', dueAt: seconds(9), status: undefined, error: 'timeout', attempts: 3 },
        ],
        [
          { kind: 'failed', at: seconds(3), status: 410, error: 'gone' },
          { state: 'failed', dueAt: undefined, endedAt: seconds(3), status: 410, error: 'gone', attempts: 3 },
        ],
        [
          { kind: 'returned', at: seconds(2) },
          { state: 'pending', dueAt: seconds(2), status: 500, error: 'refused', attempts: 2 },
        ],
      ];

      it.each(outcomes)('as %j, are what that makes of them', async (outcome, becomes) => {
        const held = await claimOne(aWebhook({ attempts: 2, status: 500, error: 'refused' }));
        expect(await repository.settle(held, outcome)).toBe(true);
        expect(await repository.find(held.id)).toEqual({ ...held, ...becomes, holder: undefined });
      });

      it('stay as they are for a holder that lost them', async () => {
        const lost = await claimOne();
        const [held] = await claim(LEASE_ENDS);
        const outcome = { kind: 'sent', at: seconds(21), status: 200 } as const;
        expect(await repository.settle(lost, outcome)).toBe(false);
        expect(await repository.settle({ ...held!, holder: 'stranger' }, outcome)).toBe(false);
        expect(await repository.find(lost.id)).toEqual(held);
        const all = await Promise.all(Array.from({ length: 10 }, () => repository.settle(held!, outcome)));
        expect(all.filter(Boolean)).toHaveLength(1);
        expect(await repository.find(lost.id)).toMatchObject({ attempts: 1, state: 'sent' });
      });
    });

    describe('replayed', () => {
      it.each([anOverWebhook(), anOverWebhook({ state: 'failed', attempts: 8, error: 'timeout' })])(
        'are due now as if they had never been tried',
        async (over) => {
          await keep(over);
          const anew = await repository.replay(over.id, seconds(60));
          expect(anew).toEqual({ ...over, state: 'pending', dueAt: seconds(60), attempts: 0, endedAt: undefined });
          expect(await repository.find(over.id)).toEqual(anew);
          expect(await claim(seconds(60))).toMatchObject([{ id: over.id, attempts: 0 }]);
        },
      );

      it('are taken from their holder', async () => {
        const held = await claimOne();
        await repository.replay(held.id, seconds(1));
        expect(await repository.settle(held, { kind: 'sent', at: seconds(2), status: 200 })).toBe(false);
        expect(await claim(seconds(1))).toMatchObject([{ id: held.id, claims: 2 }]);
      });

      it('cannot be what is not there', async () => {
        expect(await repository.replay('unknown', aMoment)).toBeUndefined();
      });

      it('together, are those that happened in a time, whenever their messages were asked for', async () => {
        const asked = (second: number, occurredAt: Date) =>
          anOverWebhook({ id: timeOrderedId(seconds(second)), occurredAt });
        const rows = [asked(0, seconds(9)), asked(0, seconds(10)), asked(5, seconds(19)), asked(6, seconds(20))];
        await keep(...rows);
        const period = { from: seconds(10), to: seconds(20), after: idsSince(seconds(0)) };
        const replayed = await repository.replayAll({ state: 'sent', ...period }, seconds(150), 10);
        expect(replayed).toEqual([rows[1]!.id, rows[2]!.id]);
      });

      it('together, are those of a time that ended in the one way, before the call, in portions', async () => {
        const at = (second: number, state: 'sent' | 'failed', endedAt = seconds(100)) =>
          anOverWebhook({ occurredAt: seconds(second), state, endedAt });
        const rows = [at(0, 'failed'), at(1, 'failed'), at(2, 'sent'), at(3, 'failed'), at(4, 'failed')];
        const [, first, taken, second] = rows as [Webhook, Webhook, Webhook, Webhook];
        await keep(...rows, at(2, 'failed', seconds(200)), aWebhook({ occurredAt: seconds(2), dueAt: seconds(500) }));
        const period = { from: seconds(1), to: seconds(4), after: idsSince(seconds(0)) };
        const replay = (which: Partial<Replay>, limit = 10) =>
          repository.replayAll({ state: 'failed', ...period, ...which }, seconds(150), limit);
        expect(await replay({}, 1)).toEqual([first.id]);
        expect(await replay({ after: first.id }, 1)).toEqual([second.id]);
        expect(await replay({ after: second.id }, 1)).toEqual([]);
        expect(await replay({})).toEqual([]);
        expect(await replay({ state: 'sent' })).toEqual([taken.id]);
        expect(await replay({ to: undefined })).toEqual([rows[4]!.id]);
        expect(idsOf(await claim(seconds(150))).toSorted()).toEqual(idsOf(rows.slice(1)).toSorted());
        expect(await repository.find(second.id)).toMatchObject({ attempts: 0, state: 'pending' });
      });
    });

    describe('listed', () => {
      it('are the newest first, and a page goes on where the one before ended', async () => {
        const rows = [1, 2, 3, 4].map((second) => aWebhook({ occurredAt: seconds(second) }));
        await keep(rows[2]!, rows[0]!, rows[3]!, rows[1]!);
        const first = await repository.list({}, { limit: 3 });
        expect(first).toEqual(rows.slice(1).toReversed());
        await keep(aWebhook({ occurredAt: seconds(9) }));
        expect(await repository.list({}, { before: first.at(-1)!.id, limit: 3 })).toEqual([rows[0]]);
      });

      it('are those of a state and a type, alone and together', async () => {
        await keep(
          aWebhook({ id: 'a', type: 'user.created' }),
          anOverWebhook({ id: 'b', type: 'user.created' }),
          anOverWebhook({ id: 'c', type: 'user.deleted', state: 'failed' }),
          anOverWebhook({ id: 'd', type: 'user.created', state: 'failed' }),
          aWebhook({ id: 'e', type: 'user.deleted', holder: 'somebody' }),
        );
        const found = async (search: Parameters<WebhookRepository['list']>[0]) =>
          idsOf(await repository.list(search, { limit: 10 })).join('');
        expect(await found({})).toBe('edcba');
        expect(await found({ state: 'pending' })).toBe('ea');
        expect(await found({ state: 'failed' })).toBe('dc');
        expect(await found({ state: 'sent' })).toBe('b');
        expect(await found({ type: 'user.created' })).toBe('dba');
        expect(await found({ type: 'user.deleted', state: 'failed' })).toBe('c');
        expect(await found({ type: 'user.created', state: 'pending' })).toBe('a');
        expect(await found({ type: 'verification.sent' })).toBe('');
        expect(await repository.countPending()).toBe(2);
      });
    });

    describe('erased', () => {
      it('are those that have long been over, oldest first, in portions', async () => {
        const at = (second: number, differing: Partial<Webhook> = {}) =>
          anOverWebhook({ occurredAt: seconds(second), endedAt: seconds(second + 5), ...differing });
        const old = [at(1), at(2, { state: 'failed' }), at(3)];
        const kept = [at(2.5, { endedAt: seconds(30) }), aWebhook({ occurredAt: seconds(1) }), at(10)];
        await keep(...kept, ...old.toReversed());
        expect(await repository.eraseEnded(seconds(10), 2)).toBe(2);
        expect(await repository.find(old[2]!.id)).toBeDefined();
        expect(await repository.eraseEnded(seconds(10), 2)).toBe(1);
        expect(await repository.eraseEnded(seconds(10), 2)).toBe(0);
        expect(idsOf(await repository.list({}, { limit: 10 })).toSorted()).toEqual(idsOf(kept).toSorted());
      });
    });
  });
}
