import type { Answer, Problem } from '../src/api/problem';
import type { Session } from '../src/api/types';
import { aSession } from '../src/waiting/waiting.fixture';
import { OperatorAccess, type Credentials } from './operator.access';
import { takeKey } from './key.link';

const problem = (code: string, status = 401): Problem => ({ code, status, errors: [] });
const no = (code: string, status?: number) => ({ ok: false, problem: problem(code, status) }) as const;
const yes = { ok: true, value: 'told' } as const;

/** A server with a key, which may be open to all or away, and a browser that may have a session. */
function anAccess({ isOpen = false, session = null as 'admin' | 'person' | null } = {}) {
  const world = { isOpen, session, key: 'the-key', isAway: false };
  const call = ({ authorization, 'x-admin-key': key }: Credentials): Promise<Answer<string>> => {
    if (world.isAway) return Promise.resolve(no('unreachable', 0));
    if (key !== undefined) return Promise.resolve(key === world.key ? yes : no('unauthorized'));
    if (authorization === 'Bearer person') return Promise.resolve(no('forbidden', 403));
    return Promise.resolve(world.isOpen || authorization === 'Bearer admin' ? yes : no('unauthorized'));
  };
  const keeper = {
    renew: (): Promise<Answer<Session>> =>
      Promise.resolve(world.session ? { ok: true, value: aSession() } : no('unauthorized')),
    ask: <T>(question: (token: string) => Promise<Answer<T>>): Promise<Answer<T>> =>
      world.session ? question(world.session) : Promise.resolve(no('unauthorized')),
  };
  return { access: new OperatorAccess(keeper, call), world, call };
}

describe('access to the operator’s page', () => {
  it.each([
    ['is granted to everybody where the API is open', { isOpen: true }, { kind: 'granted' }],
    ['is granted to an administrator who is signed in here', { session: 'admin' as const }, { kind: 'granted' }],
    ['is refused to anybody else', { session: 'person' as const }, { kind: 'refused', why: 'no_administrator' }],
    ['is refused to who is not signed in', {}, { kind: 'refused', why: 'nobody' }],
  ])('%s', async (_, how, state) => {
    const { access } = anAccess(how);
    expect(await access.request()).toBeNull();
    expect(access.state.get()).toEqual(state);
  });

  it('stays as it is while the server is away', async () => {
    const { access, world } = anAccess({ isOpen: true });
    world.isAway = true;
    expect(await access.request()).toMatchObject({ code: 'unreachable' });
    expect(access.state.get()).toEqual({ kind: 'unknown' });
  });

  it('is granted by the key alone, with which everything is asked from then on', async () => {
    const { access, call } = anAccess();
    await access.request();
    expect(await access.tryKey('a-key')).toBeNull();
    expect(access.state.get()).toEqual({ kind: 'refused', why: 'key_wrong' });
    expect(await access.ask(call)).toMatchObject({ ok: false });
    expect(await access.tryKey('the-key')).toBeNull();
    expect(access.state.get()).toEqual({ kind: 'granted' });
    expect(await access.ask(call)).toEqual(yes);
  });

  it('is granted by the key that a link brought, also once the server is back, and the key is forgotten with the rest (S19)', async () => {
    const { access, world } = anAccess();
    const clean = jest.fn();
    access.bring(takeKey({ pathname: '/admin', search: '?x', hash: '#key=the-key' }, clean)!);
    expect(clean).toHaveBeenCalledWith('/admin?x');
    world.isAway = true;
    expect(await access.request()).toMatchObject({ code: 'unreachable' });
    world.isAway = false;
    expect(await access.request()).toBeNull();
    expect([access.state.get(), access.hasKey]).toEqual([{ kind: 'granted' }, true]);
    access.leave();
    await access.request();
    expect(access.state.get()).toEqual({ kind: 'refused', why: 'nobody' });
    access.bring('a-key');
    await access.request();
    expect(access.state.get()).toEqual({ kind: 'refused', why: 'key_wrong' });
  });

  it.each(['', '#', '#key=', '#4711'])('takes "%s" for no key, and leaves it in the address', (hash) => {
    const clean = jest.fn();
    expect(takeKey({ pathname: '/admin', search: '', hash }, clean)).toBeNull();
    expect(clean).not.toHaveBeenCalled();
  });

  it('is refused when the key was changed, and when it is forgotten', async () => {
    const { access, world, call } = anAccess();
    await access.tryKey('the-key');
    world.key = 'another-key';
    await access.ask(call);
    expect(access.state.get()).toEqual({ kind: 'refused', why: 'key_wrong' });
    await access.tryKey('another-key');
    access.leave();
    expect(access.state.get()).toEqual({ kind: 'refused', why: 'nobody' });
    expect(await access.ask(call)).toMatchObject({ ok: false });
  });

  it('is refused when the session ends, and stays while the server is away', async () => {
    const { access, world, call } = anAccess({ session: 'admin' });
    await access.request();
    world.isAway = true;
    expect(await access.ask(call)).toMatchObject({ problem: { code: 'unreachable' } });
    expect(access.state.get()).toEqual({ kind: 'granted' });
    world.isAway = false;
    world.session = null;
    await access.ask(call);
    expect(access.state.get()).toEqual({ kind: 'refused', why: 'nobody' });
  });

  it('is not refused by a late answer after another way in was used', async () => {
    const { access, call } = anAccess({ isOpen: true });
    await access.request();
    let refuse: (answer: Answer<string>) => void = () => undefined;
    const late = access.ask(() => new Promise<Answer<string>>((resolve) => (refuse = resolve)));
    await access.tryKey('the-key');
    refuse(no('unauthorized'));
    await late;
    expect(access.state.get()).toEqual({ kind: 'granted' });
    expect(await access.ask(call)).toEqual(yes);
  });
});
