import { randomId } from '../../ids';
import type { Door, Status, Verification } from '../verification';
import {
  aFullVerification,
  aMoment,
  aSentVerification,
  aVerification,
  aVerificationThatIs,
  aWaitingVerification,
  seconds,
} from '../verification.fixture';
import type { Changed, Renewal, VerificationRepository } from './verification.repository';

type Opened = Readonly<{ repository: VerificationRepository; close: () => Promise<void> }>;

const renewal: Renewal = { deliveryId: 'the-next-message', deadlineAt: seconds(400), resendAt: seconds(90) };
const stored: Status[] = ['awaiting_telegram', 'sending', 'sent', 'verified', 'failed', 'cancelled', 'locked'];

/** What every store of verifications promises. */
export function describeVerificationRepository(name: string, open: () => Promise<Opened>): void {
  describe(`verifications in ${name}`, () => {
    let repository: VerificationRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    const keep = async (verification: Verification): Promise<Verification> => {
      await repository.insert(verification);
      return verification;
    };
    const countOf = async (attempts: Promise<Changed>[]) => (await Promise.all(attempts)).filter(Boolean).length;

    describe('one for a chat that was typed', () => {
      const renewal = { deliveryId: 'the next message', deadlineAt: seconds(200), resendAt: seconds(40) };

      it('belongs to the person of the chat once Start was pressed there', async () => {
        const { id } = await keep(aVerification({ isUnproven: true }));
        expect(await repository.prove(id)).toMatchObject({ isUnproven: false, status: 'sending', revision: 2 });
        expect(await repository.find(id)).toMatchObject({ isUnproven: false });
      });

      it('keeps the app that the sign-in is for, through a new message and a chat', async () => {
        const { id } = await keep(aWaitingVerification({ appId: 'shop' }));
        expect(await repository.address(id, { botId: 7, chatId: 2002 }, renewal, seconds(9))).toMatchObject({
          appId: 'shop',
        });
        await repository.markSent(id, renewal.deliveryId, { sentAt: seconds(10), expiresAt: seconds(70) }, []);
        expect(await repository.renew(id, { ...renewal, deliveryId: 'another' }, seconds(99))).toMatchObject({
          appId: 'shop',
        });
        expect((await repository.find((await keep(aVerification())).id))?.appId).toBeUndefined();
      });

      it('keeps the browser that began it, which another may replace (S7)', async () => {
        const { id } = await keep(aVerification({ flowHash: 'of the one' }));
        expect(await repository.find(id)).toMatchObject({ flowHash: 'of the one' });
        expect(await repository.bind(id, 'of the other')).toMatchObject({ flowHash: 'of the other', revision: 2 });
        expect((await repository.find((await keep(aVerification())).id))?.flowHash).toBeUndefined();
      });

      it('where nothing arrived, gives way to the one where Start is pressed, and no secret of it lives on', async () => {
        const failed = await keep(
          aVerification({ isUnproven: true, status: 'failed', failure: 'chat_not_found', endedAt: seconds(2) }),
        );
        const addressed = await repository.address(failed.id, { botId: 7, chatId: 2002 }, renewal, seconds(9));
        expect(addressed).toMatchObject({
          status: 'sending',
          botId: 7,
          chatId: 2002,
          isUnproven: false,
          generation: 2,
        });
        expect(addressed).toMatchObject(renewal);
        expect([addressed?.failure, addressed?.endedAt]).toEqual([undefined, undefined]);
      });

      it.each<[string, Partial<Verification>, number]>([
        ['while a message is on its way there', { isUnproven: true }, 9],
        ['that its person has shown to be theirs', { status: 'failed' }, 9],
        ['whose start link is over', { isUnproven: true, status: 'failed' }, 600],
      ])('gives way to none %s', async (_, differing, at) => {
        const kept = await keep(aVerification(differing));
        expect(await repository.address(kept.id, { botId: 7, chatId: 2002 }, renewal, seconds(at))).toBeUndefined();
        expect(await repository.find(kept.id)).toEqual(kept);
      });
    });

    describe('keeping', () => {
      it('gives back what was put in, by each of its names', async () => {
        const full = await keep(aFullVerification({ chatId: 2 ** 52 - 1, isUnproven: true, door: 'link' }));
        await keep(aVerification());
        expect(await repository.find(full.id)).toEqual(full);
        expect(await repository.findByLinkId(full.linkId)).toEqual(full);
      });

      it('keeps apart what is absent', async () => {
        const bare = await keep(aWaitingVerification());
        expect(await repository.find(bare.id)).toEqual(bare);
        expect((await repository.find(bare.id))?.chatId).toBeUndefined();
      });

      it('knows nothing of other ids', async () => {
        const { id, linkId } = await keep(aVerification());
        expect(await repository.find(linkId)).toBeUndefined();
        expect(await repository.findByLinkId(id)).toBeUndefined();
      });

      it('lets the first of parallel insertions of an id win', async () => {
        const drafts = Array.from({ length: 20 }, (_, index) => aVerification({ id: 'the-same', botId: index }));
        const results = await Promise.all(drafts.map((draft) => repository.insert(draft)));
        expect(results.filter(Boolean)).toHaveLength(1);
        expect(await repository.find('the-same')).toEqual(drafts[results.indexOf(true)]);
      });
    });

    describe('the doors', () => {
      it('lets one of 200 parallel redemptions through, whichever door they use', async () => {
        const { id } = await keep(aSentVerification());
        const doors = Array.from({ length: 200 }, (_, index): Door => (index % 2 ? 'otp' : 'link'));
        expect(await countOf(doors.map((door) => repository.consume(id, 1, { door, at: seconds(10) })))).toBe(1);
        expect(await repository.find(id)).toMatchObject({ status: 'verified', revision: 2 });
      });

      it('counts five of 200 parallel attempts', async () => {
        const { id } = await keep(aSentVerification());
        const attempts = Array.from({ length: 200 }, () => repository.countAttempt(id, 5, seconds(10)));
        const counted = (await Promise.all(attempts)).flatMap((changed) => changed?.attempts ?? []);
        expect(counted.sort()).toEqual([1, 2, 3, 4, 5]);
        expect((await repository.find(id))?.attempts).toBe(5);
      });

      it.each([
        ['sent', aSentVerification, 62],
        ['sending', aVerification, 180],
      ] as const)('closes at the very millisecond at which a code that is %s ends', async (_, make, end) => {
        const before = await keep(make());
        const after = await keep(make());
        const [last, over] = [new Date(seconds(end).getTime() - 1), seconds(end)];
        expect(await repository.countAttempt(after.id, 5, over)).toBeUndefined();
        expect(await repository.consume(after.id, 1, { door: 'otp', at: over })).toBeUndefined();
        expect(await repository.countAttempt(before.id, 5, last)).toMatchObject({ attempts: 1 });
        expect(await repository.consume(before.id, 1, { door: 'link', at: last })).toMatchObject({
          status: 'verified',
          door: 'link',
        });
        expect(await repository.find(after.id)).toEqual(after);
      });

      it('opens for the living generation only', async () => {
        const { id } = await keep(aSentVerification({ generation: 3 }));
        expect(await repository.consume(id, 2, { door: 'link', at: seconds(10) })).toBeUndefined();
        expect(await repository.consume(id, 4, { door: 'link', at: seconds(10) })).toBeUndefined();
        expect(await repository.consume(id, 3, { door: 'link', at: seconds(10) })).toMatchObject({
          status: 'verified',
        });
      });

      it('is won by a redemption or by a cancellation, never by both', async () => {
        for (let round = 0; round < 20; round++) {
          const { id } = await keep(aSentVerification());
          const ends = [
            repository.cancel(id, 'cancelled_here', seconds(9)),
            repository.consume(id, 1, { door: 'otp', at: seconds(9) }),
            repository.lock(id, 'wrong_codes', seconds(9)),
          ];
          expect(await countOf(round % 2 ? ends : ends.reverse())).toBe(1);
        }
      });
    });

    describe('each change', () => {
      const changes: Record<string, [apply: (of: Verification) => Promise<Changed>, from: Status[]]> = {
        address: [
          ({ id }) => repository.address(id, { botId: 4242, chatId: 77 }, renewal, seconds(31)),
          ['awaiting_telegram'],
        ],
        prolongStart: [
          ({ id }) => repository.prolongStart(id, { startExpiresAt: seconds(700), resendAt: seconds(90) }, seconds(31)),
          ['awaiting_telegram'],
        ],
        renew: [({ id }) => repository.renew(id, renewal, seconds(31)), ['sending', 'sent', 'failed']],
        rotate: [({ id, deliveryId = '' }) => repository.rotate(id, deliveryId, 1), ['sending']],
        markSent: [
          ({ id, deliveryId = '' }) =>
            repository.markSent(id, deliveryId, { sentAt: seconds(3), expiresAt: seconds(63) }),
          ['sending'],
        ],
        fail: [
          ({ id, deliveryId = '' }) => repository.fail(id, deliveryId, { failure: 'bot_blocked', at: seconds(9) }),
          ['sending'],
        ],
        countAttempt: [({ id }) => repository.countAttempt(id, 5, seconds(31)), ['sending', 'sent']],
        consume: [({ id }) => repository.consume(id, 1, { door: 'otp', at: seconds(31) }), ['sending', 'sent']],
        lock: [({ id }) => repository.lock(id, 'wrong_codes', seconds(9)), ['sending', 'sent']],
        cancel: [
          ({ id }) => repository.cancel(id, 'cancelled_here', seconds(9)),
          ['awaiting_telegram', 'sending', 'sent', 'failed'],
        ],
      };
      const cases = Object.entries(changes).flatMap(([change, [apply, from]]) =>
        stored.map((status) => [change, from.includes(status) ? 'changes' : 'leaves alone', status, apply] as const),
      );

      it.each(cases)('%s %s what is %s', async (_, effect, status, apply) => {
        const before = await keep(aVerificationThatIs(status));
        const bystander = await keep(aVerificationThatIs(status));
        const changed = await apply(before);
        expect(changed === undefined).toBe(effect === 'leaves alone');
        expect(await repository.find(before.id)).toEqual(changed ?? before);
        expect((await repository.find(before.id))?.revision).toBe(changed ? 2 : 1);
        expect(await repository.find(bystander.id)).toEqual(bystander);
      });

      it('of an unknown id does nothing', async () => {
        const stranger = aVerification();
        for (const [apply] of Object.values(changes)) expect(await apply(stranger)).toBeUndefined();
        expect(await repository.find(stranger.id)).toBeUndefined();
      });

      it('tells of an acknowledgement after the deadline as of none', async () => {
        const { id, deliveryId, deadlineAt } = await keep(aVerification());
        expect(
          await repository.markSent(id, deliveryId!, { sentAt: deadlineAt!, expiresAt: seconds(999) }),
        ).toBeUndefined();
      });

      it('of a message that was replaced does nothing', async () => {
        const before = await keep(aVerification({ generation: 2 }));
        expect(await repository.rotate(before.id, before.deliveryId!, 1)).toBeUndefined();
        expect(await repository.rotate(before.id, 'another', 2)).toBeUndefined();
        expect(
          await repository.markSent(before.id, 'another', { sentAt: seconds(3), expiresAt: seconds(63) }),
        ).toBeUndefined();
        expect(await repository.fail(before.id, 'another', { failure: 'internal', at: seconds(9) })).toBeUndefined();
        expect(await repository.find(before.id)).toEqual(before);
      });
    });

    describe('a new message', () => {
      it('need not be waited for where the last one was given up', async () => {
        const { id, deliveryId } = await keep(aVerification());
        expect(await repository.renew(id, renewal, seconds(9))).toBeUndefined();
        await repository.fail(id, deliveryId!, { failure: 'bot_blocked', at: seconds(9) });
        expect(await repository.renew(id, renewal, seconds(9))).toMatchObject({
          status: 'sending',
          failure: undefined,
        });
      });

      it('has new secrets, and the attempts stay counted', async () => {
        const before = await keep(aSentVerification({ attempts: 3 }));
        const fresh = { ...renewal, status: 'sending', generation: 2, revision: 2, attempts: 3 };
        expect(await repository.renew(before.id, renewal, seconds(30))).toEqual({
          ...before,
          ...fresh,
          sentAt: undefined,
          expiresAt: undefined,
        });
      });

      it('forgets why the one before failed', async () => {
        const { id } = await keep(aVerificationThatIs('failed'));
        expect((await repository.renew(id, renewal, seconds(30)))?.failure).toBeUndefined();
      });

      it('waits for the cool-down', async () => {
        const sent = await keep(aSentVerification());
        const waiting = await keep(aWaitingVerification());
        const longer = { startExpiresAt: seconds(700), resendAt: seconds(90) };
        expect(await repository.renew(sent.id, renewal, seconds(29.999))).toBeUndefined();
        expect(await repository.prolongStart(waiting.id, longer, seconds(29.999))).toBeUndefined();
        expect(await repository.prolongStart(waiting.id, longer, seconds(30))).toMatchObject(longer);
      });

      it('comes of one of many parallel wishes', async () => {
        const { id } = await keep(aSentVerification());
        const wishes = Array.from({ length: 50 }, () =>
          repository.renew(id, { ...renewal, deliveryId: randomId() }, seconds(31)),
        );
        expect(await countOf(wishes)).toBe(1);
        expect((await repository.find(id))?.generation).toBe(2);
      });

      it('rotates once for one unknown outcome', async () => {
        const { id, deliveryId } = await keep(aVerification());
        const rotations = Array.from({ length: 50 }, () => repository.rotate(id, deliveryId!, 1));
        expect(await countOf(rotations)).toBe(1);
        expect(await repository.find(id)).toMatchObject({ generation: 2, status: 'sending', deliveryId });
      });
    });

    describe('Start', () => {
      it('belongs to the first chat that presses it', async () => {
        const { id } = await keep(aWaitingVerification());
        const presses = Array.from({ length: 50 }, (_, chat) =>
          repository.address(id, { botId: 4242, chatId: chat + 1 }, renewal, aMoment),
        );
        const winners = (await Promise.all(presses)).filter((changed) => changed !== undefined);
        expect(winners).toHaveLength(1);
        expect(await repository.find(id)).toEqual(winners[0]);
        expect(winners[0]).toMatchObject({ ...renewal, status: 'sending', generation: 1 });
      });

      it('comes too late at the very millisecond at which the link ends', async () => {
        const { id } = await keep(aWaitingVerification());
        expect(await repository.address(id, { botId: 4242, chatId: 77 }, renewal, seconds(600))).toBeUndefined();
        expect(await repository.address(id, { botId: 4242, chatId: 77 }, renewal, seconds(599.999))).toMatchObject({
          chatId: 77,
        });
      });
    });

    it('knows when it ended, until a new message begins it again', async () => {
      const ends: ((of: Verification) => Promise<Changed>)[] = [
        ({ id }) => repository.consume(id, 1, { door: 'otp', at: seconds(9) }),
        ({ id, deliveryId = '' }) => repository.fail(id, deliveryId, { failure: 'bot_blocked', at: seconds(9) }),
        ({ id }) => repository.lock(id, 'wrong_codes', seconds(9)),
        ({ id }) => repository.cancel(id, 'cancelled_here', seconds(9)),
      ];
      for (const end of ends) expect(await end(await keep(aVerification()))).toMatchObject({ endedAt: seconds(9) });
      const failed = await keep(aVerification({ status: 'failed', endedAt: seconds(9) }));
      expect((await repository.renew(failed.id, renewal, seconds(31)))?.endedAt).toBeUndefined();
    });

    it.each([
      ['wrong_codes', 'locked'],
      ['wrong_symbol', 'locked'],
      ['cancelled_here', 'cancelled'],
      ['refused_in_telegram', 'cancelled'],
      ['refused_by_link', 'cancelled'],
    ] as const)('knows what ended it: %s', async (endReason, status) => {
      const { id } = await keep(aVerification());
      expect((await repository.find(id))?.endReason).toBeUndefined();
      await repository[status === 'locked' ? 'lock' : 'cancel'](id, endReason, seconds(9));
      expect(await repository.find(id)).toMatchObject({ status, endReason });
    });

    it("starts the clock at Telegram's acknowledgement", async () => {
      const { id, deliveryId } = await keep(aVerification());
      const times = { sentAt: seconds(3), expiresAt: seconds(63) };
      const sent = await repository.markSent(id, deliveryId!, { sentAt: times.sentAt, expiresAt: times.expiresAt });
      expect(sent).toMatchObject({ ...times, status: 'sent', generation: 1 });
    });
  });
}
