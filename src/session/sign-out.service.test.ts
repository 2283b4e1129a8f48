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

  it('is the same for whoever has nothing', async () => {
    await room.signOuts.logout({ accessToken: 'a.b.c', refreshTokens: [undefined, 'nothing'] }, source);
    await room.sessions.end(first.session.id, new Date());
    await room.signOuts.logout({ accessToken: first.accessToken, refreshTokens: [first.refreshToken] }, source);
    expect(room.noted).toEqual([]);
  });

  it('fails where nothing can be stored: nobody is told to be out who is not', async () => {
    const shown = { accessToken: first.accessToken, refreshTokens: [] };
    const { refreshToken } = first;
    await close();
    close = async () => undefined;
    await expect(room.signOuts.logout(shown, source)).rejects.toThrow();
    await expect(room.signOuts.logout({ refreshTokens: [refreshToken] }, source)).rejects.toThrow();
  });
});
