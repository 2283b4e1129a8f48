import { timeOrderedId } from '../../ids';
import { aMoment, aSentVerification, aVerification, aWaitingVerification, seconds } from '../verification.fixture';
import type { Verification } from '../verification';
import type { Search, VerificationHistory } from './verification.history';
import type { VerificationRepository } from './verification.repository';

type Opened = Readonly<{
  history: VerificationHistory;
  verifications: VerificationRepository;
  close: () => Promise<void>;
}>;

/** What every history of verifications promises. */
export function describeVerificationHistory(name: string, open: () => Promise<Opened>): void {
  describe(`the history of verifications in ${name}`, () => {
    let history: VerificationHistory;
    let verifications: VerificationRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ history, verifications, close } = await open()));
    afterEach(() => close());

    const whole = {
      purpose: 'login',
      status: 'verified',
      door: 'link',
      failure: 'internal',
      endedAt: aMoment,
    } as const;
    const courseOf = (one: Verification | undefined) => {
      const { id, status, purpose, failure, door, createdAt, ...rest } = one!;
      const { startExpiresAt, deadlineAt, sentAt, expiresAt, endedAt } = rest;
      const times = { createdAt, startExpiresAt, deadlineAt, sentAt, expiresAt, endedAt };
      return { id, status, purpose, failure, door, ...times };
    };

    it('is read in stretches, oldest first, with how each went', async () => {
      const all = [3, 1, 2, 5, 4].map((at) => aSentVerification({ id: timeOrderedId(seconds(at)), ...whole }));
      for (const one of all) await verifications.insert(one);
      const [first, second, third, fourth] = all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      const end = timeOrderedId(seconds(5)).slice(0, 9);
      expect(await history.read({ after: '', end, limit: 2 })).toMatchObject([first, second].map(courseOf));
      expect(await history.read({ after: second!.id, end, limit: 2 })).toMatchObject([third, fourth].map(courseOf));
      expect(await history.read({ after: fourth!.id, end, limit: 2 })).toEqual([]);
    });

    describe('looked through', () => {
      const keep = async (second: number, differing: Partial<Verification>, make = aVerification) => {
        const id = timeOrderedId(seconds(second));
        await verifications.insert(make({ id, createdAt: seconds(second), attempts: second, ...differing }));
        return id;
      };
      const found = async (search: Search, page: object = {}, now = seconds(10)) =>
        (await history.list(search, { limit: 10, ...page }, now)).map(({ attempts }) => attempts).join('');

      it('are found by what was typed, from where, and the request that began them', async () => {
        await keep(1, { applicant: { name: 'Ann Example', email: 'bloc@example.org' }, requestId: 'one' });
        await keep(2, { applicant: { telegramUsername: 'Ann_ex' }, origin: '2001:db8:0:0::/64' });
        await keep(3, { applicant: { name: 'Änne' } });
        await keep(4, { applicant: {} });
        for (const [word, expected] of Object.entries({
          ann: '21',
          ANN: '21',
          'Ann Ex': '1',
          'BLOC@': '1',
          ann_ex: '2',
        }))
          expect([word, await found({ clue: { word } })]).toEqual([word, expected]);
        expect(await found({ clue: { word: 'änne' } })).toBe('3');
        for (const word of ['%', '_', '.*', '$ne', 'xample', 'zz']) expect(await found({ clue: { word } })).toBe('');
        expect(await found({ clue: { origin: '2001:db8:0:0::/64' } })).toBe('2');
        expect(await found({ clue: { origin: '203.0.113.7' } })).toBe('431');
        expect(await found({ clue: { requestId: 'one' } })).toBe('1');
        expect(await found({ clue: { requestId: 'on' } })).toBe('');
      });

      it('are told apart by what they are now, by bot and by time, the oldest first where it is asked for', async () => {
        const second = await keep(1, { status: 'failed', failure: 'bot_blocked' });
        await keep(2, { botId: 8 }, aSentVerification);
        await keep(3, {}, aWaitingVerification);
        await keep(4, { deadlineAt: seconds(180) });
        expect(await found({ status: 'sending' })).toBe('4');
        expect(await found({ status: 'failed' })).toBe('1');
        expect(await found({ status: 'failed' }, {}, seconds(180))).toBe('41');
        expect(await found({ failure: 'telegram_timeout' }, {}, seconds(180))).toBe('4');
        expect(await found({ failure: 'bot_blocked', status: 'failed' })).toBe('1');
        expect(await found({ status: 'sent' })).toBe('2');
        expect(await found({ status: 'expired' }, {}, seconds(62))).toBe('2');
        expect(await found({ status: 'expired' }, {}, seconds(600))).toBe('32');
        expect(await found({ botId: 8 })).toBe('2');
        expect(await found({ from: seconds(2), to: seconds(4) })).toBe('32');
        expect(await found({}, { isOldestFirst: true })).toBe('1234');
        expect(await found({}, { isOldestFirst: true, before: second, limit: 2 })).toBe('23');
        expect(await found({ clue: { word: 'ann' }, status: 'sent', botId: 8 })).toBe('2');
        const counted = await history.count(seconds(0), seconds(4), seconds(600));
        expect(counted.toSorted((a, b) => a.botId - b.botId || (a.status < b.status ? -1 : 1))).toEqual([
          { status: 'expired', failure: undefined, botId: 8, appId: undefined, count: 1, lastAt: seconds(2) },
          { status: 'expired', failure: undefined, botId: 4242, appId: undefined, count: 1, lastAt: seconds(3) },
          { status: 'failed', failure: 'bot_blocked', botId: 4242, appId: undefined, count: 1, lastAt: seconds(1) },
        ]);
      });

      it('are counted for each app, with the moment at which the last began', async () => {
        await keep(1, { appId: 'shop', createdAt: seconds(1) }, aWaitingVerification);
        await keep(2, { appId: 'shop', createdAt: seconds(2) }, aWaitingVerification);
        await keep(3, { appId: 'press', createdAt: seconds(3) }, aWaitingVerification);
        await keep(4, { createdAt: seconds(4) }, aWaitingVerification);
        const counted = await history.count(seconds(0), seconds(9), seconds(10));
        const told = counted.map(({ appId = '', count, lastAt }) => [appId, count, lastAt]);
        expect(told.toSorted()).toEqual([
          ['', 1, seconds(4)],
          ['press', 1, seconds(3)],
          ['shop', 2, seconds(2)],
        ]);
      });
    });

    describe('erased', () => {
      const before = seconds(1000);
      const keep = async (differing: Partial<Verification>, make = aVerification) => {
        const kept = make(differing);
        await verifications.insert(kept);
        return kept;
      };

      it('are those that have been over since before, oldest first, no more at a time than was asked for', async () => {
        const [late, early] = [
          await keep({ id: timeOrderedId(seconds(9)) }),
          await keep({ id: timeOrderedId(seconds(-1)) }),
        ];
        await keep({}, aWaitingVerification);
        await keep({ status: 'verified', door: 'otp', endedAt: seconds(9) }, aSentVerification);
        await keep({ status: 'failed', failure: 'bot_blocked', endedAt: seconds(9) });
        expect(await history.eraseOver(before, 3)).toBe(3);
        expect(await verifications.find(early.id)).toBeUndefined();
        expect(await verifications.find(late.id)).toEqual(late);
        expect(await history.eraseOver(before, 3)).toBe(2);
        expect(await history.eraseOver(before, 3)).toBe(0);
      });

      it('are not those with which something was going on since, nor those of later', async () => {
        const kept = [
          await keep({ id: timeOrderedId(before) }),
          await keep({ startExpiresAt: before }, aWaitingVerification),
          await keep({ resendAt: before }),
          await keep({ deadlineAt: before }),
          await keep({ expiresAt: before }, aSentVerification),
          await keep({ status: 'cancelled', endedAt: before }),
        ];
        expect(await history.eraseOver(before, 100)).toBe(0);
        for (const one of kept) expect(await verifications.find(one.id)).toEqual(one);
      });
    });
  });
}
