import { aConfig } from '../config/config.fixture';
import { openOnSqlite } from '../../test/harness/sqlite.store';
import { SqliteSessionRepository } from './store/session.repository.sqlite';
import { aSessionRoom } from '../../test/harness/session.room';
import type { Opened } from './session.service';

const open = openOnSqlite(SqliteSessionRepository);
const client = { address: '192.0.2.7', browser: 'Firefox', system: 'Linux' };
const source = { client, requestId: 'r-1' };

let repository: SqliteSessionRepository;
let close: () => Promise<void>;
let room: ReturnType<typeof aSessionRoom>;
let first: Opened;

const signIn = () => room.sessions.open({ userId: 'ann', door: 'otp', client }, new Date());

beforeEach(async () => {
  ({ repository, close } = await open());
  room = aSessionRoom(repository, aConfig());
  first = await signIn();
});

afterEach(() => close());

describe('signing out', () => {
  it('ends the session at once, by whatever is shown of it (security 21)', async () => {
    const opened = [await signIn(), await signIn(), await signIn()];
    const [byAccess, byRefresh, byOld] = opened as [Opened, Opened, Opened];
    await room.refreshing.refresh(byOld.refreshToken, client);
    await room.signOuts.logout({ accessToken: byAccess.accessToken, refreshTokens: [] }, source);
    await room.signOuts.logout({ refreshTokens: [byRefresh.refreshToken, byOld.refreshToken] }, source);
    for (const { session } of opened) expect((await repository.find(session.id))?.endedAt).toBeDefined();
    expect(room.noted.map(({ action }) => action)).toEqual(Array(3).fill('session.ended'));
    expect((await repository.find(first.session.id))?.endedAt).toBeUndefined();
  });

  it('succeeds, and is not noted, where there is no living session', async () => {
    await room.signOuts.logout({ accessToken: 'a.b.c', refreshTokens: [undefined, 'nothing'] }, source);
    await room.sessions.end(first.session.id, new Date());
    await room.signOuts.logout({ accessToken: first.accessToken, refreshTokens: [first.refreshToken] }, source);
    expect(room.noted).toEqual([]);
  });

  it('fails where nothing can be stored: a person who is still signed in is not told otherwise', async () => {
    const shown = { accessToken: first.accessToken, refreshTokens: [] };
    const { refreshToken } = first;
    await close();
    close = async () => undefined;
    await expect(room.signOuts.logout(shown, source)).rejects.toThrow();
    await expect(room.signOuts.logout({ refreshTokens: [refreshToken] }, source)).rejects.toThrow();
  });
});

describe('ending a session from another', () => {
  const codeOf = (ending: Promise<unknown>) => ending.catch(({ code }: { code: string }) => code);
  const isOver = async ({ session }: Opened) => (await repository.find(session.id))?.endedAt !== undefined;

  it('ends that one, together with what it was opened on, and is noted once', async () => {
    const other = await signIn();
    await room.signOuts.endOne(other.session.id, first.session, source);
    expect([await isOver(other), await isOver(first)]).toEqual([true, false]);
    expect(room.erased).toEqual([`that of ${other.session.id}`]);
    expect(room.noted).toMatchObject([{ action: 'session.ended', subject: { id: other.session.id }, ...source }]);
    expect(await codeOf(room.signOuts.endOne(other.session.id, first.session, source))).toBe('not_found');
  });

  it('is for the same person alone, shortly after a sign-in', async () => {
    const theirs = await room.sessions.open({ userId: 'bob', door: 'otp', client }, new Date());
    expect(await codeOf(room.signOuts.endOne(theirs.session.id, first.session, source))).toBe('not_found');
    expect(await codeOf(room.signOuts.endOne('none', first.session, source))).toBe('not_found');
    const stale = { ...first.session, createdAt: new Date(Date.now() - 3_600_000) };
    const other = await signIn();
    expect(await codeOf(room.signOuts.endOne(other.session.id, stale, source))).toBe('fresh_sign_in_required');
    expect([await isOver(theirs), await isOver(other), room.noted]).toEqual([false, false, []]);
  });

  it('needs no recent sign-in for the present session, whose device goes on knowing the account', async () => {
    const stale = { ...first.session, createdAt: new Date(Date.now() - 3_600_000) };
    await room.signOuts.endOne(first.session.id, stale, source);
    expect([await isOver(first), room.erased]).toEqual([true, []]);
  });

  it('ends all others, and says how many; where there is none, nothing is noted', async () => {
    expect(await room.signOuts.endOthers(first.session, source)).toBe(0);
    expect(room.noted).toEqual([]);
    const others = [await signIn(), await signIn()];
    expect(await room.signOuts.endOthers(first.session, source)).toBe(2);
    expect(room.noted).toMatchObject([{ action: 'session.others_ended', details: { ended: 2 } }]);
    expect(await Promise.all([first, ...others].map(isOver))).toEqual([false, true, true]);
    const stale = { ...first.session, createdAt: new Date(Date.now() - 3_600_000) };
    expect(await codeOf(room.signOuts.endOthers(stale, source))).toBe('fresh_sign_in_required');
  });
});
