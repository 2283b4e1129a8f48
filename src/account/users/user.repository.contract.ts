import type { User, UserChanges } from './user';
import { aMoment, aUser } from './user.fixture';
import type { UserRepository } from './user.repository';

type Opened = Readonly<{ repository: UserRepository; close: () => Promise<void> }>;

const later = new Date(aMoment.getTime() + 86_400_000);

/** What every store of users promises. */
export function describeUserRepository(name: string, open: () => Promise<Opened>): void {
  describe(`users in ${name}`, () => {
    let repository: UserRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    it('come back as they were put in', async () => {
      const full: Required<User> = {
        ...aUser({ telegramId: 2 ** 52 - 1 }),
        ...{ email: 'ann@example.org', emailVerifiedAt: later, emailChallenge: 'a-challenge' },
        ...{ phone: '+4915112345678', phoneVerifiedAt: later, telegramUsername: 'ann_example' },
        ...{ language: 'ru', disabledAt: aMoment, suspendedAt: later, untold: ['created'], skippedAsks: ['email'] },
        beginning: { purpose: 'register', door: 'otp', verification: 'a-link-id' },
      };
      const bare = aUser({ email: undefined });
      for (const user of [full, bare]) {
        expect(await repository.insert(user)).toBe(true);
        expect(await repository.find(user.id)).toEqual(user);
      }
      expect(await repository.find('unknown')).toBeUndefined();
    });

    it('have a Telegram id of their own', async () => {
      const first = aUser();
      await repository.insert(first);
      const second = aUser({ telegramId: first.telegramId });
      expect(await repository.insert(second)).toBe(false);
      expect(await repository.find(second.id)).toBeUndefined();
      expect(await repository.find(first.id)).toEqual(first);
    });

    it('may share name, e-mail, phone and username (S2)', async () => {
      const alike = { name: 'Ann', email: 'ann@example.org', phone: '+4915112345678', telegramUsername: 'ann_example' };
      expect(await repository.insert(aUser(alike))).toBe(true);
      expect(await repository.insert(aUser(alike))).toBe(true);
    });

    it('are made once by parallel insertions of one person', async () => {
      const person = aUser();
      const tries = Array.from({ length: 50 }, () => ({ ...person, id: aUser().id }));
      const results = await Promise.all(tries.map((user) => repository.insert(user)));
      expect(results.filter((result) => result)).toHaveLength(1);
      expect(results.filter((result) => !result)).toHaveLength(49);
      const found = await Promise.all(tries.map(({ id }) => repository.find(id)));
      expect(found.filter(Boolean)).toEqual([tries[results.indexOf(true)]]);
    });

    it('are found by their Telegram id, each by their own', async () => {
      const [user, bare] = [aUser(), aUser({ email: undefined })];
      await Promise.all([user, bare].map((each) => repository.insert(each)));
      expect(await repository.findByTelegramId(user.telegramId)).toEqual(user);
      expect(await repository.findByTelegramId(bare.telegramId)).toEqual(bare);
      expect(await repository.findByTelegramId(aUser().telegramId)).toBeUndefined();
    });

    it('sign in, with the username that Telegram gives then, and no other user changes', async () => {
      const user = aUser({ telegramUsername: 'before', suspendedAt: aMoment });
      const bystander = aUser();
      await Promise.all([user, bystander].map((each) => repository.insert(each)));
      const signedIn = { ...user, suspendedAt: undefined, signedInAt: later };
      expect(await repository.noteSignIn(user.id, undefined, later)).toEqual(signedIn);
      expect(await repository.noteSignIn(user.id, 'after', later)).toEqual({ ...signedIn, telegramUsername: 'after' });
      expect(await repository.find(user.id)).toEqual({ ...signedIn, telegramUsername: 'after' });
      expect(await repository.find(bystander.id)).toEqual(bystander);
    });

    it('are not signed in where they do not exist or are disabled', async () => {
      const disabled = aUser({ disabledAt: aMoment });
      await repository.insert(disabled);
      expect(await repository.noteSignIn(aUser().id, 'ann_example', later)).toBeUndefined();
      expect(await repository.noteSignIn(disabled.id, 'ann_example', later)).toBeUndefined();
      expect(await repository.find(disabled.id)).toEqual(disabled);
    });

    it('change in all that a person may change', async () => {
      const user = aUser();
      await repository.insert(user);
      const changes: Required<UserChanges> = {
        ...{ name: 'Ann Other', email: 'new@example.org', phone: '+4915199999999', language: 'ru' },
      };
      expect(await repository.change(user.id, changes)).toEqual({ ...user, ...changes });
      expect(await repository.find(user.id)).toEqual({ ...user, ...changes });
    });

    it('change in what is named alone', async () => {
      const user = aUser({ phone: '+4915112345678', phoneVerifiedAt: aMoment, language: 'de' });
      await repository.insert(user);
      const named = { ...user, name: 'Ann Other' };
      expect(await repository.change(user.id, { name: 'Ann Other' })).toEqual(named);
      const undecided = { ...named, language: undefined };
      expect(await repository.change(user.id, { language: null })).toEqual(undecided);
      const reached = { ...undecided, email: 'new@example.org', language: 'ru' };
      expect(await repository.change(user.id, { email: 'new@example.org', language: 'ru' })).toEqual(reached);
      expect(await repository.change(user.id, {})).toEqual(reached);
      expect(await repository.find(user.id)).toEqual(reached);
      expect(await repository.change(aUser().id, { name: 'Nobody' })).toBeUndefined();
    });

    it('remember what they would rather not be asked for', async () => {
      const [user, bystander] = [aUser(), aUser()];
      await Promise.all([user, bystander].map((each) => repository.insert(each)));
      expect(await repository.skipAsks(user.id, ['phone'])).toEqual({ ...user, skippedAsks: ['phone'] });
      const both = { ...user, skippedAsks: ['phone', 'email'] };
      expect(await repository.skipAsks(user.id, ['email', 'phone'])).toEqual(both);
      expect(await repository.find(user.id)).toEqual(both);
      expect(await repository.find(bystander.id)).toEqual(bystander);
      expect(await repository.skipAsks(aUser().id, ['email'])).toBeUndefined();
    });

    it('lose no change to another one at the same time', async () => {
      const user = aUser();
      await repository.insert(user);
      await Promise.all([
        repository.change(user.id, { name: 'Ann Other' }),
        repository.change(user.id, { phone: '+4915112345678' }),
        repository.change(user.id, { language: 'ru' }),
        repository.noteSignIn(user.id, 'ann_example', later),
      ]);
      const all = { name: 'Ann Other', phone: '+4915112345678', language: 'ru', telegramUsername: 'ann_example' };
      expect(await repository.find(user.id)).toEqual({ ...user, ...all, signedInAt: later });
    });

    it('have no e-mail any more where it is taken away, and keep it where nothing is said of it', async () => {
      const user = aUser({ email: 'ann@example.org' });
      await repository.insert(user);
      expect(await repository.change(user.id, { name: 'Ann' })).toMatchObject({ email: 'ann@example.org' });
      expect(await repository.change(user.id, { email: null })).toEqual({ ...user, name: 'Ann', email: undefined });
    });

    it('have a proven e-mail once its challenge is met, which is used up by that, until they name another', async () => {
      const user = aUser({ email: 'proven@example.org' });
      await repository.insert(user);
      const of = { email: 'proven@example.org', challenge: 'the-last' };
      await repository.challengeEmail(user.id, { ...of, challenge: 'the-first' });
      const challenged = { ...user, emailChallenge: 'the-last' };
      expect(await repository.challengeEmail(user.id, of)).toEqual(challenged);
      expect(await repository.verifyEmail(user.id, { ...of, challenge: 'the-first' }, later)).toBeUndefined();
      expect(await repository.verifyEmail(user.id, { ...of, email: 'other@example.org' }, later)).toBeUndefined();
      expect(await repository.find(user.id)).toEqual(challenged);
      const tries = await Promise.all(Array.from({ length: 4 }, () => repository.verifyEmail(user.id, of, later)));
      const proven = { ...user, emailVerifiedAt: later };
      expect(tries.filter((each) => each !== undefined)).toEqual([{ user: proven, former: [] }]);
      expect(await repository.change(user.id, { name: 'Ann Other' })).toEqual({ ...proven, name: 'Ann Other' });
      const typed = { ...user, name: 'Ann Other', email: 'next@example.org' };
      expect(await repository.change(user.id, { email: 'next@example.org' })).toEqual(typed);
      expect(await repository.change(user.id, { email: 'proven@example.org' })).toEqual({
        ...typed,
        email: user.email,
      });
    });

    it('are not challenged for an e-mail that is another by now, and owe nothing for one that they have changed', async () => {
      const user = aUser({ email: 'before@example.org' });
      await repository.insert(user);
      expect(await repository.challengeEmail(user.id, { email: 'x@example.org', challenge: 'c' })).toBeUndefined();
      expect(await repository.challengeEmail(aUser().id, { email: user.email!, challenge: 'c' })).toBeUndefined();
      await repository.challengeEmail(user.id, { email: user.email!, challenge: 'c' });
      expect(await repository.change(user.id, { email: 'after@example.org' })).toEqual({
        ...user,
        email: 'after@example.org',
      });
      expect(await repository.verifyEmail(user.id, { email: user.email!, challenge: 'c' }, later)).toBeUndefined();
    });

    it('of several with one e-mail, the last that proved it has it, and one alone', async () => {
      const email = 'shared@example.org';
      const [first, second, bystander] = [aUser({ email }), aUser({ email }), aUser({ email })];
      for (const each of [first, second, bystander]) {
        await repository.insert(each);
        await repository.challengeEmail(each.id, { email, challenge: 'c' });
      }
      const prove = (user: User) => repository.verifyEmail(user.id, { email, challenge: 'c' }, later);
      expect(await prove(first)).toEqual({ user: { ...first, emailVerifiedAt: later }, former: [] });
      expect(await prove(second)).toEqual({ user: { ...second, emailVerifiedAt: later }, former: [first.id] });
      expect(await repository.find(first.id)).toEqual(first);
      expect(await repository.find(bystander.id)).toEqual({ ...bystander, emailChallenge: 'c' });
    });

    it('of several that prove one e-mail at the same moment, one alone has it', async () => {
      const email = 'raced@example.org';
      const users = [aUser({ email }), aUser({ email }), aUser({ email }), aUser({ email })];
      for (const each of users) {
        await repository.insert(each);
        await repository.challengeEmail(each.id, { email, challenge: 'c' });
      }
      await Promise.all(users.map(({ id }) => repository.verifyEmail(id, { email, challenge: 'c' }, later)));
      const found = await Promise.all(users.map(({ id }) => repository.find(id)));
      expect(found.filter((each) => each?.emailVerifiedAt)).toHaveLength(1);
    });

    it('have a verified phone until they name another', async () => {
      const user = aUser({ phone: '+4915100000000' });
      await repository.insert(user);
      const verified = { ...user, phone: '+4915112345678', phoneVerifiedAt: later };
      expect(await repository.verifyPhone(user.telegramId, '+4915112345678', later)).toEqual(verified);
      const typed = { ...user, phone: '+4915199999999', phoneVerifiedAt: undefined };
      expect(await repository.change(user.id, { phone: '+4915199999999' })).toEqual(typed);
      expect(await repository.change(user.id, { phone: null })).toEqual({ ...typed, phone: undefined });
      expect(await repository.verifyPhone(aUser().telegramId, '+4915112345678', later)).toBeUndefined();
    });

    it('are disabled and suspended since the first time, and enabled again', async () => {
      const user = aUser();
      await repository.insert(user);
      expect(await repository.disable(user.id, aMoment)).toEqual({ ...user, disabledAt: aMoment });
      expect(await repository.disable(user.id, later)).toEqual({ ...user, disabledAt: aMoment });
      expect(await repository.enable(user.id)).toEqual(user);
      expect(await repository.enable(user.id, later)).toEqual({ ...user, signedInAt: later });
      expect(await repository.enable(user.id, user.signedInAt)).toEqual(user);
      expect(await repository.suspend(user.telegramId, aMoment)).toEqual({ ...user, suspendedAt: aMoment });
      expect(await repository.suspend(user.telegramId, later)).toEqual({ ...user, suspendedAt: aMoment });
      const unknown = aUser();
      expect(await repository.disable(unknown.id, later)).toBeUndefined();
      expect(await repository.enable(unknown.id)).toBeUndefined();
      expect(await repository.suspend(unknown.telegramId, later)).toBeUndefined();
    });

    it('leave Telegram id and e-mail free when they are removed', async () => {
      const user = aUser();
      await repository.insert(user);
      expect(await repository.remove(user.id)).toBe(true);
      expect(await repository.remove(user.id)).toBe(false);
      expect(await repository.find(user.id)).toBeUndefined();
      expect(await repository.insert({ ...user, id: aUser().id })).toBe(true);
    });

    it('are listed, oldest first, until others have been told of them', async () => {
      const told = aUser();
      const untold = [aUser({ untold: ['created'] }), aUser({ untold: ['created'] })].toSorted((a, b) =>
        a.id < b.id ? -1 : 1,
      );
      for (const user of [told, ...untold]) await repository.insert(user);
      expect(await repository.listWithPendingEvents(10)).toEqual(untold);
      expect(await repository.listWithPendingEvents(1)).toEqual([untold[0]]);
      await repository.removePendingEvent(untold[0]!.id, 'created');
      await repository.removePendingEvent(told.id, 'created');
      expect(await repository.listWithPendingEvents(10)).toEqual([untold[1]]);
      expect(await repository.find(untold[0]!.id)).toEqual({ ...untold[0], untold: undefined });
    });

    it('are listed, oldest first, until the audit has how they began', async () => {
      const beginning = { purpose: 'login', door: 'link', verification: 'a-link-id' };
      const unnoted = [aUser({ beginning }), aUser({ beginning })].toSorted((a, b) => (a.id < b.id ? -1 : 1));
      for (const user of [aUser(), ...unnoted]) await repository.insert(user);
      expect(await repository.listUnnoted(10)).toEqual(unnoted);
      expect(await repository.listUnnoted(1)).toEqual([unnoted[0]]);
      await repository.markNoted(unnoted[0]!.id);
      expect(await repository.listUnnoted(10)).toEqual([unnoted[1]]);
      expect(await repository.find(unnoted[0]!.id)).toEqual({ ...unnoted[0], beginning: undefined });
    });
  });
}
