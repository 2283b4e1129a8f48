import { aSession } from './session.factory';
import type { SessionRepository } from './session.repository';

type Opened = Readonly<{ repository: SessionRepository; close: () => Promise<void> }>;

/** What every store of sessions promises. */
export function describeSessionRepository(name: string, open: () => Promise<Opened>): void {
  describe(`sessions in ${name}`, () => {
    let repository: SessionRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    it('come back as they were put in, each by its own id', async () => {
      const sessions = [aSession(), aSession({ door: 'link', browser: '', system: '' }), aSession({ userId: 'b' })];
      await Promise.all(sessions.map((session) => repository.insert(session)));
      for (const session of sessions) expect(await repository.find(session.id)).toEqual(session);
    });

    it('are not found by what is not their id', async () => {
      const session = aSession();
      await repository.insert(session);
      for (const id of ['', session.userId, session.id.slice(1), `${session.id} `])
        expect(await repository.find(id)).toBeUndefined();
    });

    it('cannot be replaced by another with the same id', async () => {
      const session = aSession();
      await repository.insert(session);
      await expect(repository.insert({ ...session, userId: 'a-thief' })).rejects.toThrow();
      expect(await repository.find(session.id)).toEqual(session);
    });
  });
}
