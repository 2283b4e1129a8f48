import type { IdempotencyRepository } from './idempotency.repository';

type Opened = Readonly<{ repository: IdempotencyRepository; close: () => Promise<void> }>;

const now = new Date('2030-05-17T12:00:00.000Z');

/** What every store of idempotency keys promises. */
export function describeIdempotencyRepository(name: string, open: () => Promise<Opened>): void {
  describe(`idempotency keys in ${name}`, () => {
    let repository: IdempotencyRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    it('stand for what came with them first, for good', async () => {
      const first = { requestHash: 'a', verificationId: 'one' };
      expect(await repository.claim('key', first, now)).toEqual(first);
      expect(await repository.claim('key', { requestHash: 'b', verificationId: 'two' }, now)).toEqual(first);
      expect(await repository.claim('key', { requestHash: 'c', verificationId: 'three' }, now)).toEqual(first);
    });

    it('are won by one of 100 parallel claims, and all are told by which', async () => {
      const requests = Array.from({ length: 100 }, (_, index) => ({ requestHash: 'same', verificationId: `${index}` }));
      const answers = await Promise.all(requests.map((request) => repository.claim('key', request, now)));
      expect(new Set(answers.map(({ verificationId }) => verificationId)).size).toBe(1);
      expect(requests).toContainEqual(answers[0]);
    });

    it('do not stand for each other', async () => {
      await repository.claim('key', { requestHash: 'a', verificationId: 'one' }, now);
      const other = { requestHash: 'a', verificationId: 'two' };
      expect(await repository.claim('KEY', other, now)).toEqual(other);
    });

    it('that came before are erased, no more at a time than was asked for', async () => {
      const first = { requestHash: 'a', verificationId: 'one' };
      const later = new Date(now.getTime() + 1);
      for (const key of ['a', 'b', 'c']) await repository.claim(key, first, now);
      await repository.claim('d', first, later);
      expect(await repository.eraseBefore(later, 2)).toBe(2);
      expect(await repository.eraseBefore(later, 2)).toBe(1);
      expect(await repository.eraseBefore(later, 2)).toBe(0);
      const second = { requestHash: 'b', verificationId: 'two' };
      expect(await repository.claim('d', second, later)).toEqual(first);
      expect(await repository.claim('a', second, later)).toEqual(second);
    });
  });
}
