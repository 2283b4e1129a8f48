import { createHash, createHmac, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { aConfig, aPrivateKeyPem } from '../config/config.fixture';
import { openOnSqlite } from '../../test/harness/sqlite.store';
import { aSession } from './session.fixture';
import { SqliteSessionRepository } from './store/session.repository.sqlite';
import { aSessionRoom } from '../../test/harness/session.room';
import type { SessionService } from './session.service';
import { SigningKeyring } from './tokens/signing.keyring';
import { signingKey } from './tokens/signing.keys';

type Json = Readonly<Record<string, unknown>>;

const open = openOnSqlite(SqliteSessionRepository);
const config = aConfig({ PUBLIC_URL: 'https://app.example.org' });
const ours = config.session.privateKey;
const client = { address: '192.0.2.7', browser: 'Firefox', system: 'Linux' };
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

let repository: SqliteSessionRepository;
let close: () => Promise<void>;
let sessions: SessionService;
let erased: string[];
let sid: string;

beforeEach(async () => {
  ({ repository, close } = await open());
  ({ sessions, erased } = aSessionRoom(repository, config));
  const session = aSession({ userId: 'ann' });
  sid = session.id;
  await repository.insert(session);
});

afterEach(() => close());

/** ES256 only: a development start also has keys that sign ID tokens. */
const jwks = (of: typeof config) => new SigningKeyring(of).es256.map(({ jwk }) => jwk);
const encode = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');
const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;

const goodHeader = () => ({ alg: 'ES256', typ: 'at+jwt', kid: signingKey(ours).kid });
const goodClaims = () => ({
  ...{ sub: 'ann', sid, iss: 'https://app.example.org', aud: 'https://app.example.org' },
  ...{ iat: seconds(0), nbf: seconds(0), exp: seconds(600) },
});

const es256 = (text: string, key: KeyObject) =>
  sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');

/** A token of ours, except for the given header and claims. */
function aToken(header: Json = {}, claims: Json = {}, key = ours): string {
  const text = `${encode({ ...goodHeader(), ...header })}.${encode({ ...goodClaims(), ...claims })}`;
  return `${text}.${es256(text, key)}`;
}

function hs256(secret: string | Buffer): string {
  const text = `${encode({ ...goodHeader(), alg: 'HS256' })}.${encode(goodClaims())}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

const authenticate = (token: string, now = new Date()) => sessions.authenticate(token, now);
const publicPem = () => createPublicKey(ours).export({ type: 'spki', format: 'pem' });

describe('an access token', () => {
  it('lets in, and says for how long', async () => {
    const opened = await sessions.open({ userId: 'bob', door: 'link', client }, new Date());
    expect(opened.expiresInSeconds).toBe(600);
    expect(await authenticate(opened.accessToken)).toMatchObject({ userId: 'bob', door: 'link', ...client });
    expect(await authenticate(aToken())).toMatchObject({ id: sid, userId: 'ann' });
  });

  const forgeries: [string, () => string][] = [
    ['without a signature', () => `${encode({ ...goodHeader(), alg: 'none' })}.${encode(goodClaims())}.`],
    ['with alg none and a signature', () => aToken({ alg: 'none' })],
    ['signed by HS256 with our public key in PEM', () => hs256(publicPem())],
    [
      'signed by HS256 with our public key in DER',
      () => hs256(createPublicKey(ours).export({ type: 'spki', format: 'der' })),
    ],
    ['signed by another key under our kid', () => aToken({}, {}, stranger)],
    ['signed by another key under its own kid', () => aToken({ kid: signingKey(stranger).kid }, {}, stranger)],
    [
      'that brings its key along',
      () => aToken({ jwk: createPublicKey(stranger).export({ format: 'jwk' }) }, {}, stranger),
    ],
    ['that says where its key is', () => aToken({ jku: 'http://127.0.0.1:9/jwks.json' }, {}, stranger)],
    ['with an unknown kid', () => aToken({ kid: 'unknown' })],
    ['with the kid of an object', () => aToken({ kid: '__proto__' })],
    ['without a kid', () => aToken({ kid: undefined })],
    ['of another type', () => aToken({ typ: 'JWT' })],
    ['of no type', () => aToken({ typ: undefined })],
    ['of another issuer', () => aToken({}, { iss: 'https://evil.example.org' })],
    ['without an issuer', () => aToken({}, { iss: undefined })],
    ['for another audience', () => aToken({}, { aud: 'https://evil.example.org' })],
    ['without an audience', () => aToken({}, { aud: undefined })],
    ['that asks for what we do not understand (RFC 7515, 4.1.11)', () => aToken({ crit: ['b64'], b64: true })],
    ['of another person than its session', () => aToken({}, { sub: 'bob' })],
    ['without an end (RFC 9068, 2.2)', () => aToken({}, { exp: undefined })],
    ['that has expired', () => aToken({}, { exp: seconds(-1) })],
    ['that holds from a later time', () => aToken({}, { nbf: seconds(60) })],
    ['of a session that is not there', () => aToken({}, { sid: 'unknown' })],
    [
      'with other claims than were signed',
      () => aToken().replace(/\..*\./, `.${encode({ ...goodClaims(), sub: 'bob' })}.`),
    ],
    ['with half a signature', () => aToken().slice(0, -43)],
  ];

  it.each(forgeries)('%s is refused (security 22; incidents: CVE-2026-22817, CVE-2026-34950)', async (_, forge) => {
    await expect(authenticate(forge())).rejects.toMatchObject({ code: 'unauthorized', status: 401 });
  });

  const text = (plain: string) => Buffer.from(plain).toString('base64url');
  it.each([
    ['nothing', ''],
    ['a word', 'token'],
    ['dots', '..'],
    ['a header that is no JSON', `${text('{')}.${text('{}')}.c2ln`],
    ['a header that is a number', `${text('5')}.${text('{}')}.c2ln`],
    ['a header that is null', `${text('null')}.${text('{}')}.c2ln`],
    ['a payload that is no JSON', `${text('{"alg":"ES256","typ":"JWT"}')}.${text('no json')}.c2ln`],
    ['a payload that is no JSON under our type', `${text('{"alg":"ES256","typ":"at+jwt"}')}.${text('no json')}.c2ln`],
  ])('is not %s', async (_, token) => {
    await expect(authenticate(token)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('whose payload is signed by us but is no JSON is refused', async () => {
    const signed = `${encode(goodHeader())}.${text('no json')}`;
    await expect(authenticate(`${signed}.${es256(signed, ours)}`)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('is over by the time that is handed in, not by that of the machine', async () => {
    const inAnHour = new Date(seconds(3600) * 1000);
    const { accessToken } = await sessions.open({ userId: 'bob', door: 'otp', client }, new Date());
    await expect(authenticate(accessToken, inAnHour)).rejects.toMatchObject({ code: 'unauthorized' });
    const { accessToken: ofLater } = await sessions.open({ userId: 'bob', door: 'otp', client }, inAnHour);
    expect(await authenticate(ofLater, inAnHour)).toMatchObject({ userId: 'bob' });
  });

  it('is over with its session, whatever its own time', async () => {
    const token = aToken({}, { sid: 'ended', sub: aSession().userId });
    const now = new Date();
    const expiresAt = new Date(now.getTime() + 1);
    const ended = aSession({ id: 'ended', expiresAt });
    await repository.insert(ended);
    await expect(authenticate(token, expiresAt)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await authenticate(token, now)).toEqual(ended);
  });

  it('is no refresh token, and a refresh token is none (security 22)', async () => {
    const { refreshing } = aSessionRoom(repository, config);
    const { accessToken, refreshToken } = await sessions.open({ userId: 'bob', door: 'otp', client }, new Date());
    await expect(authenticate(refreshToken)).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(refreshing.refresh(accessToken, client)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await authenticate(accessToken)).toMatchObject({ userId: 'bob' });
  });

  it('carries what RFC 9068 asks for, and nothing about the person but ids', async () => {
    const now = new Date();
    const { accessToken } = await sessions.open({ userId: 'bob', door: 'otp', client }, now);
    const [header, claims] = accessToken
      .split('.', 2)
      .map((part) => JSON.parse(`${Buffer.from(part, 'base64url')}`) as Json);
    const iat = Math.floor(now.getTime() / 1000);
    expect(header).toEqual(goodHeader());
    expect(Object.keys(claims!).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'nbf', 'sid', 'sub']);
    // Verifiers' clocks may be a little behind ours.
    expect(claims!.nbf).toBeLessThan(iat);
    expect(claims).toMatchObject({ sub: 'bob', iat, exp: iat + 600 });
  });
});

describe('keys', () => {
  it('are named by their RFC 7638 thumbprint', () => {
    const { x, y } = createPublicKey(ours).export({ format: 'jwk' });
    const thumbprint = createHash('sha256')
      .update(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`)
      .digest('base64url');
    expect(signingKey(ours).kid).toBe(thumbprint);
  });

  it('are shown without their private part', () => {
    expect(jwks(config)).toEqual([
      { ...createPublicKey(ours).export({ format: 'jwk' }), kid: signingKey(ours).kid, use: 'sig', alg: 'ES256' },
    ]);
    expect(JSON.stringify(jwks(config))).not.toContain(ours.export({ format: 'jwk' }).d);
  });

  it('rotate: what the previous one signed is accepted, and nothing new is signed with it', async () => {
    const pem = ours.export({ type: 'pkcs8', format: 'pem' }).toString();
    const settings = { PUBLIC_URL: 'https://app.example.org', JWT_PRIVATE_KEY: aPrivateKeyPem() };
    const both = aConfig({ ...settings, JWT_PRIVATE_KEY_PREVIOUS: pem });
    const newest = aConfig(settings);
    const during = aSessionRoom(repository, both);
    const after = aSessionRoom(repository, newest);
    const old = aToken();
    expect(await during.sessions.authenticate(old, new Date())).toMatchObject({ id: sid });
    await expect(after.sessions.authenticate(old, new Date())).rejects.toMatchObject({ code: 'unauthorized' });
    const { accessToken } = await during.sessions.open({ userId: 'bob', door: 'otp', client }, new Date());
    expect(await after.sessions.authenticate(accessToken, new Date())).toMatchObject({ userId: 'bob' });
    expect(jwks(both).map(({ kid }) => kid)).toEqual([jwks(newest)[0]!.kid, signingKey(ours).kid]);
  });

  it('rotate: the next one is accepted before it signs here, for elsewhere it may sign already (security 24)', async () => {
    const pem = ours.export({ type: 'pkcs8', format: 'pem' }).toString();
    const next = aPrivateKeyPem();
    const url = 'https://app.example.org';
    const before = aConfig({ PUBLIC_URL: url, JWT_PRIVATE_KEY: pem, JWT_PRIVATE_KEY_PREVIOUS: next });
    const after = aConfig({ PUBLIC_URL: url, JWT_PRIVATE_KEY: next, JWT_PRIVATE_KEY_PREVIOUS: pem });
    const behind = aSessionRoom(repository, before);
    const ahead = aSessionRoom(repository, after);
    const opened = await ahead.sessions.open({ userId: 'bob', door: 'otp', client }, new Date());
    expect(await behind.sessions.authenticate(opened.accessToken, new Date())).toMatchObject({ userId: 'bob' });
    expect(new Set(jwks(before))).toEqual(new Set(jwks(after)));
  });
});

describe('the sessions of a person', () => {
  const DAY_MS = 86_400_000;
  let now: Date;
  let later: Date;
  // Later than the session that every test begins with.
  beforeEach(async () => {
    now = (await repository.find(sid))!.createdAt;
    later = new Date(now.getTime() + 1_000);
  });
  const idsOf = (found: readonly { id: string }[]) => found.map(({ id }) => id);
  const openFor = (userId: string, deviceId: string, at = later) =>
    sessions.open({ userId, deviceId, door: 'otp', client }, at).then(({ session }) => session);

  it('are known by their id, and last as long as they are used', async () => {
    const { id, expiresAt } = await openFor('ann', 'a laptop');
    expect(expiresAt).toEqual(new Date(later.getTime() + config.session.refreshTokenTtlDays * DAY_MS));
    const day = new Date(later.getTime() + DAY_MS);
    await sessions.prolong(id, day);
    expect(await sessions.find(id)).toMatchObject({ userId: 'ann', expiresAt: sessions.expiryFrom(day), usedAt: day });
    expect(await sessions.find('none')).toBeUndefined();
  });

  it('are listed while they live, newest first, and all of them while they are kept', async () => {
    const [ended, living] = [
      await openFor('ann', 'a laptop'),
      await openFor('ann', 'a phone', new Date(later.getTime() + 1)),
    ];
    const other = await openFor('bob', 'a phone');
    expect([await sessions.end(ended.id, later), await sessions.end(ended.id, later)]).toEqual([true, false]);
    expect(idsOf(await sessions.list('ann', later))).toEqual([living.id, sid]);
    const kept: string[] = [];
    for await (const { id } of sessions.all('ann')) kept.push(id);
    expect(kept).toEqual([living.id, ended.id, sid]);
    expect(await sessions.countOthers(living, later)).toBe(1);
    expect(await sessions.countOthers(other, later)).toBe(0);
  });

  it('end everywhere but here, and no other device knows the account', async () => {
    const here = await openFor('ann', 'a laptop');
    await openFor('bob', 'a phone');
    expect(await sessions.endAll('ann', later, here.id)).toBe(1);
    expect(idsOf(await sessions.list('ann', later))).toEqual([here.id]);
    expect(await sessions.list('bob', later)).toHaveLength(1);
    expect(await sessions.endAll('ann', later)).toBe(1);
    expect(erased).toEqual([`all of ann but that of ${here.id}`, 'all of ann but that of none']);
  });

  it('end from elsewhere together with what was opened there', async () => {
    const { id } = await openFor('ann', 'a laptop');
    expect([await sessions.endElsewhere(id, later), await sessions.endElsewhere(id, later)]).toEqual([true, false]);
    expect(erased[0]).toBe(`that of ${id}`);
  });

  it('that are another person’s end with all that was opened on that device since', async () => {
    const before = await openFor('ann', 'a phone', now);
    const theirs = await openFor('ann', 'a phone');
    const since = await openFor('ann', 'a phone', new Date(later.getTime() + 1));
    const mine = await openFor('ann', 'a laptop', new Date(later.getTime() + 2));
    expect(idsOf(await sessions.disown(theirs, later))).toEqual([since.id, theirs.id]);
    expect(idsOf(await sessions.list('ann', later)).toSorted()).toEqual([mine.id, before.id, sid].toSorted());
    expect(erased).toEqual(['a phone of ann']);
  });

  it('of no known device end alone', async () => {
    const session = (await sessions.find(sid))!;
    await openFor('ann', 'a phone');
    expect(idsOf(await sessions.disown(session, later))).toEqual([sid]);
    expect(await sessions.list('ann', later)).toHaveLength(1);
    expect(erased).toEqual([`that of ${sid}`]);
  });

  it('remember what was there before they changed it, however often', async () => {
    const changedIn = async () => (await repository.find(sid))!;
    await sessions.noteChanges(await changedIn(), { name: { from: 'Ann', to: 'Anna' } });
    await sessions.noteChanges(await changedIn(), {
      name: { from: 'Anna', to: 'Annie' },
      email: { from: 'ann@example.org', to: 'annie@example.org' },
    });
    expect((await changedIn()).changed).toEqual({
      name: { from: 'Ann', to: 'Annie' },
      email: { from: 'ann@example.org', to: 'annie@example.org' },
    });
  });
});

describe('a sign-in that is repeated', () => {
  const id = 'promised';
  let now: Date;
  beforeEach(() => {
    now = new Date();
  });
  const ask = (...seeds: string[]) => sessions.open({ id, userId: 'ann', door: 'otp', client, seeds }, now);
  const refusalOf = (asked: Promise<unknown>) => asked.catch(({ code }: { code: string }) => code);

  it('gets the same session again, by whichever key made its token, until it is used', async () => {
    const { refreshToken, isAgain, accessToken } = await ask('a seed');
    expect(isAgain).toBeUndefined();
    expect(await ask('by a newer key', 'a seed')).toMatchObject({ refreshToken, isAgain: true, session: { id } });
    await authenticate(accessToken);
    expect(await refusalOf(ask('a seed'))).toBe('already_used');
  });

  it('is refused with another key, with none, and where the session is over', async () => {
    await ask('a seed');
    expect(await Promise.all([refusalOf(ask('another')), refusalOf(ask())])).toEqual(['already_used', 'already_used']);
    await sessions.end(id, now);
    expect(await refusalOf(ask('a seed'))).toBe('already_used');
  });

  it('does not get the session back where the first request had no key', async () => {
    const { session } = await sessions.open({ id, userId: 'ann', door: 'otp', client }, now);
    expect((await repository.find(session.id))?.isUnused).toBeUndefined();
    expect(await refusalOf(ask())).toBe('already_used');
  });
});
