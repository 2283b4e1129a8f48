import { timeOrderedId } from '../ids';
import { aMoment, aSentVerification, aVerification, aWaitingVerification, seconds } from './verification.factory';
import type { Verification } from './verification';
import type { VerificationHistory } from './verification.history';
import type { VerificationRepository } from './verification.repository';

type Opened = Readonly<{
  history: VerificationHistory;
  verifications: VerificationRepository;
  close: () => Promise<void>;
}>;

/** What every store promises to those who count. */
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
