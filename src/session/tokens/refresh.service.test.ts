import { clock } from '../../clock';
import { aConfig } from '../../config/config.fixture';
import { openOnSqlite } from '../../../test/harness/sqlite.store';
import { skippedTime } from '../../../test/harness/skipped.time';
import { hashOf } from '../../ids';
import type { Rotation, SessionRecord } from '../store/session.repository';
import { SqliteSessionRepository } from '../store/session.repository.sqlite';
import { aSessionRoom } from '../../../test/harness/session.room';
import type { Opened } from '../session.service';

const open = openOnSqlite(SqliteSessionRepository);
const config = aConfig();
const client = { address: '192.0.2.7', browser: 'Firefox', system: 'Linux' };
const elsewhere = { address: '198.51.100.1', browser: 'Safari', system: 'iPhone' };
const DAY_MS = 86_400_000;

let repository: SqliteSessionRepository;
let close: () => Promise<void>;
let room: ReturnType<typeof aSessionRoom>;
let first: Opened;

beforeEach(async () => {
  ({ repository, close } = await open());
  room = aSessionRoom(repository, config);
  first = await room.sessions.open({ userId: 'ann', door: 'otp', client }, clock.wall());
});

afterEach(() => close());

/** One of several processes on the same store. */
const anotherProcess = (other = config) => aSessionRoom(repository, other);
const refresh = (token: string, { refreshing } = room) => refreshing.refresh(token, client);
const successorOf = async (token: string, at = room) => (await refresh(token, at)).refreshToken;
const isRefused = (token: string, at = room) =>
  expect(refresh(token, at)).rejects.toMatchObject({ code: 'unauthorized', status: 401 });
const isAlive = async () => (await repository.find(first.session.id))?.endedAt === undefined;
const times = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

describe('a refresh token', () => {
  it('is good for a successor, and for an access token of the same session', async () => {
    const second = await refresh(first.refreshToken);
    expect(second.session.id).toBe(first.session.id);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(await room.sessions.authenticate(second.accessToken, clock.wall())).toMatchObject({ id: first.session.id });
    const third = await successorOf(second.refreshToken);
    expect(await successorOf(third)).not.toBe(third);
  });

  it('has more random bits than can be guessed, and no two are alike (security 1)', async () => {
    const tokens = await times(20, async () => {
      const { refreshToken } = await room.sessions.open({ userId: 'ann', door: 'otp', client }, clock.wall());
      return [refreshToken, await successorOf(refreshToken)];
    });
    const secrets = tokens.flat().map((token) => token.split('.')[2]!);
    expect(new Set(secrets).size).toBe(40);
    for (const secret of secrets) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  });

  it('lies nowhere but in its hash (security 6)', async () => {
    const secondToken = await successorOf(first.refreshToken);
    const stored = await repository.find(first.session.id);
    expect(stored!.tokenHash).toBe(hashOf(secondToken));
    const [, family, secret] = secondToken.split('.');
    for (const part of [family, secret]) expect(JSON.stringify(stored)).not.toContain(part);
  });

  it('moves the end of its session, and the place from where it was used', async () => {
    const before = await repository.find(first.session.id);
    skippedTime.pass(2);
    const { session } = await room.refreshing.refresh(first.refreshToken, elsewhere);
    expect(session).toMatchObject(elsewhere);
    expect(session.expiresAt.getTime()).toBe(session.usedAt.getTime() + 30 * DAY_MS);
    expect(session.expiresAt.getTime()).toBeGreaterThan(before!.expiresAt.getTime());
    expect(session.createdAt).toEqual(before!.createdAt);
  });

  it('of a session that is over is refused, and there is nothing to tell of it', async () => {
    await room.sessions.end(first.session.id, clock.wall());
    await isRefused(first.refreshToken);
    expect(room.noted).toEqual([]);
  });
});

describe('parallel refreshes have one successor (security 23)', () => {
  const isOneThatWorks = async (answers: readonly Opened[]) => {
    const successors = new Set(answers.map(({ refreshToken }) => refreshToken));
    expect(successors.size).toBe(1);
    for (const { accessToken } of answers)
      expect(await room.sessions.authenticate(accessToken, clock.wall())).toMatchObject({ id: first.session.id });
    await refresh([...successors][0]!);
    expect(room.noted).toEqual([]);
  };

  it('where fifty come to one process', async () => {
    await isOneThatWorks(await times(50, () => refresh(first.refreshToken)));
  });

  it('where fifty come to three processes', async () => {
    const rooms = [anotherProcess(), anotherProcess(), anotherProcess()];
    await isOneThatWorks(await times(50, (index) => refresh(first.refreshToken, rooms[index % 3])));
  });

  it('where one comes while the other is being written', async () => {
    const { gate, slow } = slowRoom();
    const late = refresh(first.refreshToken, slow);
    await gate.reached;
    const joined = refresh(first.refreshToken, slow);
    gate.open();
    await isOneThatWorks(await Promise.all([late, joined]));
  });

  it('where another process was quicker', async () => {
    const { gate, slow } = slowRoom();
    const late = refresh(first.refreshToken, slow);
    await gate.reached;
    const quick = await refresh(first.refreshToken);
    gate.open();
    await isOneThatWorks([quick, await late]);
  });

  it('where processes are being told a new secret, one after the other', async () => {
    const MAGIC_LINK_SECRET = 'another-key-of-the-tests-0123456789-01234';
    const old = config.magicLinkSecrets[0]!;
    const behind = anotherProcess(aConfig({ MAGIC_LINK_SECRET: old, MAGIC_LINK_SECRET_PREVIOUS: MAGIC_LINK_SECRET }));
    const ahead = anotherProcess(aConfig({ MAGIC_LINK_SECRET, MAGIC_LINK_SECRET_PREVIOUS: old }));
    const answers = await times(20, (index) => refresh(first.refreshToken, index % 2 ? behind : ahead));
    expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1);
  });

  it('where one comes to another process after the writing, and before the first answer', async () => {
    const rotate = repository.rotate.bind(repository);
    const late = new Promise<Opened>((resolve, reject) => {
      repository.rotate = async (id, rotation) => {
        repository.rotate = rotate;
        const rotated = await rotate(id, rotation);
        refresh(first.refreshToken, anotherProcess()).then(resolve, reject);
        return rotated;
      };
    });
    const early = refresh(first.refreshToken, anotherProcess());
    await isOneThatWorks(await Promise.all([early, late]));
  });

  it('and a slow request gets none that was used already, and ends nothing', async () => {
    const { gate, slow } = slowRoom();
    const late = refresh(first.refreshToken, slow);
    await gate.reached;
    const second = await successorOf(first.refreshToken);
    const third = await successorOf(second);
    gate.open();
    await expect(late).rejects.toMatchObject({ code: 'unauthorized' });
    await refresh(third);
  });

  it('and the one whose session ends meanwhile is refused', async () => {
    const { gate, slow } = slowRoom();
    const late = refresh(first.refreshToken, slow);
    await gate.reached;
    await room.sessions.end(first.session.id, clock.wall());
    gate.open();
    await expect(late).rejects.toMatchObject({ code: 'unauthorized' });
    expect(slow.noted).toEqual([]);
  });

  /** A process whose writes wait at a gate. */
  function slowRoom() {
    let reach: () => void = () => undefined;
    let openGate: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => (reach = resolve));
    const opened = new Promise<void>((resolve) => (openGate = resolve));
    const slowly = Object.create(repository) as SqliteSessionRepository;
    slowly.rotate = async (id: string, rotation: Rotation): Promise<SessionRecord | undefined> => {
      reach();
      await opened;
      return repository.rotate(id, rotation);
    };
    return { slow: aSessionRoom(slowly, config), gate: { reached, open: openGate } };
  }
});

describe('a refresh token that comes again', () => {
  const isRevoked = async (by = room) => {
    const { session, accessToken } = first;
    expect(await isAlive()).toBe(false);
    await expect(room.sessions.authenticate(accessToken, clock.wall())).rejects.toMatchObject({ code: 'unauthorized' });
    const subject = { kind: 'session', id: session.id };
    const event = { action: 'session.reuse_detected', actor: { kind: 'anonymous' }, subject, client };
    expect(by.noted).toEqual([expect.objectContaining({ ...event, details: { user: 'ann' } })]);
  };

  it.each([
    ['at once', 0],
    ['within the hour', 3_600_000],
  ])('%s yields the same successor, at whichever process, while that is unused', async (_, ms) => {
    const second = await successorOf(first.refreshToken);
    skippedTime.pass(ms);
    expect(await successorOf(first.refreshToken)).toBe(second);
    expect(await successorOf(first.refreshToken, anotherProcess())).toBe(second);
    expect(room.noted).toEqual([]);
  });

  it('within ten seconds of the first use of its successor is refused, and revokes nothing', async () => {
    const third = await successorOf(await successorOf(first.refreshToken));
    skippedTime.pass(9_900);
    await isRefused(first.refreshToken);
    await isRefused(first.refreshToken, anotherProcess());
    expect(await isAlive()).toBe(true);
    await successorOf(third);
  });

  it('later revokes its family, access tokens included (security 23)', async () => {
    const second = await refresh(first.refreshToken);
    const third = await refresh(second.refreshToken);
    skippedTime.pass(10_000);
    await isRefused(first.refreshToken);
    await isRevoked();
    for (const { accessToken } of [second, third])
      await expect(room.sessions.authenticate(accessToken, clock.wall())).rejects.toMatchObject({ status: 401 });
    await isRefused(third.refreshToken);
    expect(room.noted).toHaveLength(1);
  });

  it('later is told of once, also where it comes several times at once', async () => {
    await successorOf(await successorOf(first.refreshToken));
    skippedTime.pass(10_000);
    await times(5, () => isRefused(first.refreshToken));
    await isRevoked();
  });

  it('later revokes it also where those that followed are still in use', async () => {
    let token = await successorOf(first.refreshToken);
    for (let step = 0; step < 40; step++) {
      token = await successorOf(token);
      skippedTime.pass(300);
    }
    await isRefused(first.refreshToken);
    await isRevoked();
  });

  it('revokes it at once where so many followed that it can be no slow request', async () => {
    let token = await successorOf(first.refreshToken);
    for (let step = 0; step < 17; step++) token = await successorOf(token);
    await isRefused(first.refreshToken);
    await isRevoked();
  });

  it('keeps as little of what was used as it needs', async () => {
    let token = first.refreshToken;
    for (let step = 0; step < 40; step++) token = await successorOf(token);
    expect((await repository.find(first.session.id))!.usedTokens).toHaveLength(16);
    skippedTime.pass(10_000);
    await successorOf(token);
    expect((await repository.find(first.session.id))!.usedTokens).toHaveLength(1);
  });

  it('revokes also where no secret is left of those that its successor was derived by', async () => {
    const second = await successorOf(first.refreshToken);
    const later = anotherProcess(aConfig({ MAGIC_LINK_SECRET: 'a-wholly-different-key-of-the-tests-01234567' }));
    await successorOf(second);
    await isRefused(second, later);
    await isRevoked(later);
  });

  it('revokes where it never was one, and only its family is right', async () => {
    const [sessionId, family] = first.refreshToken.split('.');
    await isRefused(`${sessionId}.${family}.${'A'.repeat(43)}`);
    await isRevoked();
  });

  it('revokes nothing where it is forged by someone without any of its family', async () => {
    const other = await room.sessions.open({ userId: 'bob', door: 'otp', client }, clock.wall());
    const [sessionId, family, secret] = first.refreshToken.split('.') as [string, string, string];
    const [otherId, otherFamily] = other.refreshToken.split('.') as [string, string];
    const forgeries = [
      ...['', '..', sessionId, `${sessionId}.${family}`, `${sessionId}.${family}.`, `${first.refreshToken}x`],
      ...[`${sessionId}.${otherFamily}.${secret}`, `${otherId}.${family}.${secret}`, `unknown.${family}.${secret}`],
      ...[`${sessionId}..${secret}`, `.${family}.${secret}`, ` ${first.refreshToken}`, first.session.id],
    ];
    for (const forged of forgeries) await isRefused(forged);
    expect(room.noted).toEqual([]);
    await successorOf(first.refreshToken);
    await successorOf(other.refreshToken);
  });
});

describe('secrets rotate, and no refresh token is refused for that (security 24)', () => {
  const secret = (name: string) => `${name}-of-the-tests-0123456789-0123456789`;
  const withSecrets = (now: string, before?: string) =>
    anotherProcess(aConfig({ MAGIC_LINK_SECRET: now, MAGIC_LINK_SECRET_PREVIOUS: before }));

  it('not even after a long absence', async () => {
    const second = await successorOf(first.refreshToken, withSecrets(secret('first')));
    const third = await successorOf(second, withSecrets(secret('second'), secret('first')));
    await successorOf(third, withSecrets(secret('fourth'), secret('third')));
    expect(await isAlive()).toBe(true);
  });
});
