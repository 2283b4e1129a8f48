import { aRegisteredApp, anAppSecret } from '../app.fixture';
import type { AppRepository, RegisteredApp } from './app.repository';

type Opened = Readonly<{ repository: AppRepository; close: () => Promise<void> }>;

/** What every store of registered apps promises. */
export function describeAppRepository(name: string, open: () => Promise<Opened>): void {
  describe(`registered apps in ${name}`, () => {
    let repository: AppRepository;
    let close: () => Promise<void>;

    beforeEach(async () => ({ repository, close } = await open()));
    afterEach(() => close());

    const now = new Date();
    const hence = (seconds: number) => new Date(now.getTime() + seconds * 1000);

    async function stored(differing: Partial<RegisteredApp> = {}): Promise<RegisteredApp> {
      const app = aRegisteredApp(differing);
      expect(await repository.insert(app)).toBe(true);
      return app;
    }

    const LEAST = {
      ...{ domain: undefined, logo: undefined, color: undefined, backchannelLogoutUri: undefined, bot: undefined },
      ...{ redirectUris: [], postLogoutRedirectUris: [], scopes: [], returnTo: [], secrets: [], apiKeys: [] },
      ...{ languages: undefined, waysIn: undefined, sessionHours: undefined, audience: undefined },
      ...{ webhookUrl: undefined, webhookSecrets: [] },
      ...{ isPublic: true, isFirstParty: false },
    };

    it('come back as they were put in, the least of them too', async () => {
      const secrets = [anAppSecret({ expiresAt: hence(60) }), anAppSecret()];
      const full = await stored({ secrets, disabledAt: now, lastUsedAt: hence(-60), bot: 4242 });
      const least = await stored(LEAST);
      expect(await repository.find(full.id)).toEqual(full);
      expect(await repository.find(least.id)).toEqual(least);
      expect(await repository.find('unknown')).toBeUndefined();
    });

    it('have ids of their own, and a repeat of the same registration changes nothing', async () => {
      const app = await stored();
      expect(await repository.insert(app)).toBe(true);
      expect(await repository.insert(aRegisteredApp({ id: app.id, name: 'A thief' }))).toBe(false);
      expect(await repository.find(app.id)).toEqual(app);
    });

    it('are listed in the order of their ids, page by page', async () => {
      const [one, three, two] = [await stored({ id: 'A' }), await stored({ id: 'b' }), await stored({ id: 'a' })];
      expect(await repository.list('', 9)).toEqual([one, two, three]);
      expect(await repository.list('', 2)).toEqual([one, two]);
      expect(await repository.list('a', 2)).toEqual([three]);
      expect(await repository.list('b', 2)).toEqual([]);
    });

    it('change in what is named, and in nothing else', async () => {
      const app = await stored();
      const change = { name: 'Shop', redirectUris: ['https://new.example/'], isFirstParty: false, domain: undefined };
      const changed = { ...app, ...change };
      expect(await repository.change(app.id, change)).toEqual(changed);
      expect(await repository.find(app.id)).toEqual(changed);
      expect(await repository.change(app.id, {})).toEqual(changed);
      const back = { domain: 'shop.example', bot: 7, idTokenAlgorithm: 'RS256' as const };
      expect(await repository.change(app.id, back)).toEqual({ ...changed, ...back });
      expect(await repository.change('unknown', change)).toBeUndefined();
      expect(await repository.find('unknown')).toBeUndefined();
    });

    it('change at the same time in what two administrators name, and lose neither', async () => {
      const { id } = await stored();
      const secret = anAppSecret();
      await Promise.all([
        repository.change(id, { name: 'Shop' }),
        repository.change(id, { color: '#000000' }),
        repository.addSecret(id, 'secrets', secret),
        repository.addSecret(id, 'apiKeys', secret),
        repository.disable(id, now),
      ]);
      const found = await repository.find(id);
      expect(found).toMatchObject({ name: 'Shop', color: '#000000', disabledAt: now });
      expect([found!.secrets[1], found!.apiKeys[1]]).toEqual([secret, secret]);
    });

    it('are disabled from the first time on, and enabled again', async () => {
      const app = await stored();
      expect(await repository.disable(app.id, now)).toEqual({ ...app, disabledAt: now });
      expect(await repository.disable(app.id, hence(9))).toEqual({ ...app, disabledAt: now });
      expect(await repository.find(app.id)).toEqual({ ...app, disabledAt: now });
      expect(await repository.enable(app.id)).toEqual(app);
      expect(await repository.enable(app.id)).toEqual(app);
      expect(await repository.disable('unknown', now)).toBeUndefined();
      expect(await repository.enable('unknown')).toBeUndefined();
    });

    it.each(['secrets', 'apiKeys', 'webhookSecrets'] as const)(
      'have several %s while one is exchanged for another',
      async (kind) => {
        const app = await stored();
        const [older] = app[kind];
        const newer = anAppSecret({ expiresAt: hence(60) });
        expect((await repository.addSecret(app.id, kind, newer))![kind]).toEqual([older, newer]);
        expect((await repository.addSecret(app.id, kind, newer))![kind]).toEqual([older, newer]);
        expect(await repository.removeSecret(app.id, kind, older!.id)).toBe(true);
        expect(await repository.removeSecret(app.id, kind, older!.id)).toBe(false);
        expect(await repository.removeSecret('unknown', kind, newer.id)).toBe(false);
        expect(await repository.find(app.id)).toEqual({ ...app, [kind]: [newer] });
        expect(await repository.addSecret('unknown', kind, newer)).toBeUndefined();
      },
    );

    it('keep another hash of a secret that is still what it was', async () => {
      const [one, other] = [anAppSecret(), anAppSecret()];
      const app = await stored({ webhookSecrets: [one, other] });
      await repository.rehash(app.id, 'webhookSecrets', other, 'sealed anew');
      await repository.rehash(app.id, 'webhookSecrets', { ...one, hash: 'another' }, 'sealed anew');
      await repository.rehash('unknown', 'webhookSecrets', one, 'sealed anew');
      expect(await repository.find(app.id)).toEqual({
        ...app,
        webhookSecrets: [one, { ...other, hash: 'sealed anew' }],
      });
    });

    it('keep when they were used last, and write it down no more often than they are told', async () => {
      const { id } = await stored();
      const usedAt = async () => (await repository.find(id))!.lastUsedAt;
      await repository.markUsed(id, now, hence(-60));
      expect(await usedAt()).toEqual(now);
      await repository.markUsed(id, hence(30), hence(-30));
      expect(await usedAt()).toEqual(now);
      await repository.markUsed(id, hence(60), now);
      expect(await usedAt()).toEqual(hence(60));
      await repository.markUsed('unknown', now, hence(-60));
      expect(await repository.find('unknown')).toBeUndefined();
    });
  });
}
