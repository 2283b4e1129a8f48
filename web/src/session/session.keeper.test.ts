import type { Answer, Problem } from '../api/problem';
import type { Session } from '../api/types';
import { aSession } from '../waiting/waiting.fixture';
import { SessionKeeper } from './session.keeper';

const refusal = (code: string, status = 401): Problem => ({ code, status, errors: [] });
const no = (code: string, status?: number) => ({ ok: false, problem: refusal(code, status) }) as const;

/** A server that issues token after token, each of which it may forget. */
function aKeeper() {
  const told: (string | null)[] = [];
  const asked: string[] = [];
  const world = { now: 0, refreshes: 0, user: aSession().user, living: '', refused: null as Problem | null };
  const give = (): Answer<Session> => {
    world.living = `access-${++world.refreshes}`;
    return { ok: true, value: { ...aSession(), user: world.user, access_token: world.living } };
  };
  const keeper = new SessionKeeper({
    refresh: () => Promise.resolve(world.refused ? { ok: false, problem: world.refused } : give()),
    inTurn: (act) => act(),
    now: () => world.now,
    onChange: (session) => told.push(session && session.user.name),
  });
  const question = (token: string): Promise<Answer<string>> => {
    asked.push(token);
    return Promise.resolve(token === world.living ? { ok: true, value: 'answer' } : no('unauthorized'));
  };
  return { keeper, world, told, asked, ask: () => keeper.ask(question) };
}

describe('the session of a page', () => {
  it('comes back by the cookie alone, once for all callers at the same time', async () => {
    const { keeper, world, ask, told } = aKeeper();
    await Promise.all([keeper.renew(), ask(), ask()]);
    expect([world.refreshes, told]).toEqual([1, ['Ann']]);
    expect(keeper.current.get()?.access_token).toBe('access-1');
  });

  it('asks with the token it has while that lives', async () => {
    const { ask, world, asked } = aKeeper();
    await ask();
    world.now = 500_000;
    expect(await ask()).toEqual({ ok: true, value: 'answer' });
    expect(asked).toEqual(['access-1', 'access-1']);
  });

  it('renews the token shortly before its end', async () => {
    const { ask, world, asked } = aKeeper();
    await ask();
    world.now = 590_000;
    await ask();
    expect(asked).toEqual(['access-1', 'access-2']);
  });

  it('renews a token that is refused, and asks once more, but not for ever', async () => {
    const { keeper, ask, world, asked } = aKeeper();
    await ask();
    world.living = 'something else';
    expect(await ask()).toMatchObject({ ok: true });
    expect(asked).toEqual(['access-1', 'access-1', 'access-2']);
    expect(await keeper.ask(() => Promise.resolve(no('unauthorized')))).toEqual(no('unauthorized'));
    expect(world.refreshes).toBe(3);
  });

  it('is over when the cookie is good for nothing any more', async () => {
    const { keeper, ask, world, told } = aKeeper();
    await ask();
    world.refused = refusal('unauthorized');
    world.living = '';
    expect(await ask()).toEqual(no('unauthorized'));
    expect([keeper.current.get(), told.at(-1)]).toEqual([null, null]);
  });

  it('outlives a server that is busy or away', async () => {
    const { keeper, ask, world } = aKeeper();
    await ask();
    world.now = 10_000_000;
    world.refused = refusal('overloaded', 503);
    expect(await ask()).toEqual(no('overloaded', 503));
    expect(keeper.current.get()).not.toBeNull();
    world.refused = null;
    expect(await ask()).toMatchObject({ ok: true });
  });

  it('does not send a request that was meant for one account after another signed in, in another tab', async () => {
    const { keeper, ask, world, asked } = aKeeper();
    await ask();
    world.now = 10_000_000;
    world.user = { ...world.user, id: 'u2', name: 'Eve' };
    expect(await ask()).toEqual(no('unauthorized'));
    expect(asked).toEqual(['access-1']);
    expect(keeper.current.get()?.user.name).toBe('Eve');
  });

  it('begins with a sign-in that was let in, and not with one that was not', async () => {
    const { keeper } = aKeeper();
    await keeper.signIn(() => Promise.resolve(no('otp_invalid')));
    expect(keeper.current.get()).toBeNull();
    await keeper.signIn(() => Promise.resolve({ ok: true, value: aSession() }));
    expect(keeper.current.get()?.access_token).toBe('access');
  });
});
