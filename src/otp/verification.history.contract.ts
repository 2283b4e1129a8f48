import { timeOrderedId } from '../ids';
import { aVerification, seconds } from './verification.factory';
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

    it('is read in stretches, oldest first, with everything that they hold', async () => {
      const all = [3, 1, 2, 5, 4].map((at) => aVerification({ id: timeOrderedId(seconds(at)), purpose: 'login' }));
      for (const one of all) await verifications.insert(one);
      const [first, second, third, fourth] = all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      const end = timeOrderedId(seconds(5)).slice(0, 9);
      expect(await history.read({ after: '', end, limit: 2 })).toEqual([first, second]);
      expect(await history.read({ after: second!.id, end, limit: 2 })).toEqual([third, fourth]);
      expect(await history.read({ after: fourth!.id, end, limit: 2 })).toEqual([]);
    });
  });
}
