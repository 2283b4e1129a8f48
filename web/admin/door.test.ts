import type { Answer, Problem } from '../src/api/problem';
import type { Session } from '../src/api/types';
import { aSession } from '../src/waiting/waiting.fixture';
import { Door, type Credentials } from './door';
import { takeKey } from './key.link';

const problem = (code: string, status = 401): Problem => ({ code, status, errors: [] });
const no = (code: string, status?: number) => ({ ok: false, problem: problem(code, status) }) as const;
const yes = { ok: true, value: 'told' } as const;

/** A server with a key, which may be open to all or away, and a browser that may have a session. */
function aDoor({ isOpen = false, session = null as 'admin' | 'person' | null } = {}) {
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
  return { door: new Door(keeper, call), world, call };
}

describe('the door of the operator’s page', () => {
  it.each([
    ['is open to everybody where the API is', { isOpen: true }, { kind: 'open' }],
    ['opens for an administrator who is signed in here', { session: 'admin' as const }, { kind: 'open' }],
    ['is closed for anybody else', { session: 'person' as const }, { kind: 'closed', why: 'no_administrator' }],
    ['is closed for who is not signed in', {}, { kind: 'closed', why: 'nobody' }],
  ])('%s', async (_, how, entry) => {
    const { door } = aDoor(how);
    expect(await door.knock()).toBeNull();
    expect(door.entry.get()).toEqual(entry);
  });

  it('stays as it is while the server is away', async () => {
    const { door, world } = aDoor({ isOpen: true });
    world.isAway = true;
    expect(await door.knock()).toMatchObject({ code: 'unreachable' });
    expect(door.entry.get()).toEqual({ kind: 'knocking' });
  });

  it('opens by the key alone, with which everything is asked from then on', async () => {
    const { door, call } = aDoor();
    await door.knock();
    expect(await door.unlock('a-key')).toBeNull();
    expect(door.entry.get()).toEqual({ kind: 'closed', why: 'key_wrong' });
    expect(await door.ask(call)).toMatchObject({ ok: false });
    expect(await door.unlock('the-key')).toBeNull();
    expect(door.entry.get()).toEqual({ kind: 'open' });
    expect(await door.ask(call)).toEqual(yes);
  });

  it('opens by the key that a link brought, also once the server is back, and forgets it with the rest (S19)', async () => {
    const { door, world } = aDoor();
    const clean = jest.fn();
    door.bring(takeKey({ pathname: '/admin', search: '?x', hash: '#key=the-key' }, clean)!);
    expect(clean).toHaveBeenCalledWith('/admin?x');
    world.isAway = true;
    expect(await door.knock()).toMatchObject({ code: 'unreachable' });
    world.isAway = false;
    expect(await door.knock()).toBeNull();
    expect([door.entry.get(), door.hasKey]).toEqual([{ kind: 'open' }, true]);
    door.leave();
    await door.knock();
    expect(door.entry.get()).toEqual({ kind: 'closed', why: 'nobody' });
    door.bring('a-key');
    await door.knock();
    expect(door.entry.get()).toEqual({ kind: 'closed', why: 'key_wrong' });
  });

  it.each(['', '#', '#key=', '#4711'])('takes "%s" for no key, and leaves it in the address', (hash) => {
    const clean = jest.fn();
    expect(takeKey({ pathname: '/admin', search: '', hash }, clean)).toBeNull();
    expect(clean).not.toHaveBeenCalled();
  });

  it('closes when the key was changed, and when it is forgotten', async () => {
    const { door, world, call } = aDoor();
    await door.unlock('the-key');
    world.key = 'another-key';
    await door.ask(call);
    expect(door.entry.get()).toEqual({ kind: 'closed', why: 'key_wrong' });
    await door.unlock('another-key');
    door.leave();
    expect(door.entry.get()).toEqual({ kind: 'closed', why: 'nobody' });
    expect(await door.ask(call)).toMatchObject({ ok: false });
  });

  it('closes when the session ends, and stays open while the server is away', async () => {
    const { door, world, call } = aDoor({ session: 'admin' });
    await door.knock();
    world.isAway = true;
    expect(await door.ask(call)).toMatchObject({ problem: { code: 'unreachable' } });
    expect(door.entry.get()).toEqual({ kind: 'open' });
    world.isAway = false;
    world.session = null;
    await door.ask(call);
    expect(door.entry.get()).toEqual({ kind: 'closed', why: 'nobody' });
  });

  it('does not close on an answer to somebody who has come in by another way since', async () => {
    const { door, call } = aDoor({ isOpen: true });
    await door.knock();
    let refuse: (answer: Answer<string>) => void = () => undefined;
    const late = door.ask(() => new Promise<Answer<string>>((resolve) => (refuse = resolve)));
    await door.unlock('the-key');
    refuse(no('unauthorized'));
    await late;
    expect(door.entry.get()).toEqual({ kind: 'open' });
    expect(await door.ask(call)).toEqual(yes);
  });
});
