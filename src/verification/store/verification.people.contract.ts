import { aFullVerification, aMoment, aSentVerification, aVerification, seconds } from '../verification.fixture';
import type { Verification } from '../verification';
import type { VerificationRepository } from './verification.repository';

type Opened = Readonly<{ repository: VerificationRepository; close: () => Promise<void> }>;

/** What every store of verifications promises about returning people, approvals, and events for other services. */
export function describeVerificationPeople(name: string, open: () => Promise<Opened>): void {
  describe(`verifications of people who come back, in ${name}`, () => {
    let repository: VerificationRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    const keep = async (verification: Verification): Promise<Verification> => {
      await repository.insert(verification);
      return verification;
    };
    const login = (differing: Partial<Verification> = {}) => aSentVerification({ purpose: 'login', ...differing });

    it('come back with everything that there is to say', async () => {
      const full = aFullVerification({ purpose: 'login', reason: 'Pay 3 €', untold: ['sent:one', 'verified'] });
      for (const verification of [full, login({ applicant: {}, chatId: undefined })]) {
        await repository.insert(verification);
        expect(await repository.find(verification.id)).toEqual(verification);
      }
    });

    describe('a session after an approval elsewhere', () => {
      const approved = (endedAt: Date) => login({ status: 'verified', door: 'approval', endedAt });

      it('is collected by one of 100 parallel requests', async () => {
        const { id } = await keep(approved(seconds(30)));
        const asked = Array.from({ length: 100 }, (_, index) =>
          repository.collect(id, { collectedBy: `${index}` }, aMoment),
        );
        const collected = (await Promise.all(asked)).flatMap((changed) => changed?.collectedBy ?? []);
        expect(collected).toHaveLength(1);
        expect(await repository.find(id)).toMatchObject({ collectedBy: collected[0], revision: 2 });
      });

      it('keeps with what it was let in, and with what it was collected', async () => {
        const { id, generation } = await keep(login());
        const opener = { door: 'approval', userId: 'ann', at: seconds(30), usedWith: 'a' } as const;
        expect(await repository.consume(id, generation, opener)).toMatchObject({ usedWith: 'a' });
        await repository.collect(id, { collectedBy: 's', collectedWith: 'b' }, aMoment);
        expect(await repository.find(id)).toMatchObject({ usedWith: 'a', collectedBy: 's', collectedWith: 'b' });
      });

      it.each([
        ['too late', approved(seconds(30)), seconds(30)],
        ['after a code', login({ status: 'verified', door: 'otp', endedAt: seconds(30) }), aMoment],
        ['before it', aVerification({ purpose: 'login' }), aMoment],
      ])('is not collected %s', async (_, before, since) => {
        await keep(before);
        expect(await repository.collect(before.id, { collectedBy: 'session' }, since)).toBeUndefined();
        expect(await repository.find(before.id)).toEqual(before);
      });
    });

    describe('events', () => {
      const untold = async () => (await repository.listWithPendingEvents(10)).map(({ id, untold }) => [id, untold]);

      it('is written by what makes it, listed oldest first, and forgotten one by one', async () => {
        const first = await keep(aVerification({ id: 'a', deliveryId: 'one' }));
        await keep(aVerification({ id: 'b' }));
        await repository.cancel('b', 'refused_in_telegram', seconds(9), ['sent:two', 'denied']);
        const life = { sentAt: seconds(3), expiresAt: seconds(63) };
        await repository.markSent(first.id, 'one', life, ['sent:one']);
        await repository.consume(first.id, 1, { door: 'otp', userId: 'ann', at: seconds(9) }, ['verified']);
        expect(await untold()).toEqual([
          ['a', ['sent:one', 'verified']],
          ['b', ['sent:two', 'denied']],
        ]);
        expect(await repository.listWithPendingEvents(1)).toHaveLength(1);
        await repository.removePendingEvent('a', 'sent:one');
        for (const event of ['sent:two', 'denied']) await repository.removePendingEvent('b', event);
        await repository.removePendingEvent('a', 'never happened');
        expect(await untold()).toEqual([['a', ['verified']]]);
        await repository.removePendingEvent('a', 'verified');
        expect(await untold()).toEqual([]);
        expect((await repository.find('a'))?.untold).toBeUndefined();
      });

      it('is not made by what changes nothing, nor where no service wants any', async () => {
        const { id } = await keep(aSentVerification({ status: 'verified' }));
        await repository.lock(id, 'wrong_codes', seconds(9), ['failed']);
        await keep(aVerification({ id: 'quiet' }));
        await repository.fail('quiet', 'another', { failure: 'internal', at: seconds(9) }, ['failed:another']);
        await repository.lock('quiet', 'wrong_codes', seconds(9));
        expect(await untold()).toEqual([]);
      });
    });
  });
}
