import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as client from 'openid-client';
import { AppRepository } from '../../src/apps/store/app.repository';
import { House } from '../harness/house';
import { ask, CALLBACK, OpenidStage, SECRET } from '../harness/openid.stage';
import { aTemporaryFolder } from '../harness/sqlite.store';
import { codeOf } from '../harness/telegram';
import { time } from '../harness/time';

type Secret = Readonly<{ id: string; created_at: string; expires_at: string | null }>;
type Listed = Readonly<Record<string, unknown> & { id: string; state: string; secrets: Secret[]; secret?: string }>;
type Entry = Readonly<{ action: string; subject: unknown; actor: unknown; details: Record<string, unknown> | null }>;

const APPS = '/api/admin/apps';
type Field = Readonly<{ example?: unknown; default?: unknown }>;
/** All that an app can have, as the API's document says it. */
const { properties } = (
  JSON.parse(readFileSync(join(__dirname, '../../openapi.json'), 'utf8')) as {
    components: { schemas: { AppRequest: { properties: Record<string, Field> } } };
  }
).components.schemas.AppRequest;

const BOOKS = { name: 'Books', domain: 'books.example', redirect_uris: [CALLBACK], first_party: true };

let stage: OpenidStage;
let count = 0;

beforeAll(async () => {
  stage = await OpenidStage.open();
});
afterAll(() => stage.close());

const app = () => stage.house.app;
const read = async (id: string) => (await app().get<Listed>(`${APPS}/${id}`)).body;
const act = (id: string, what: string) => app().request<Listed>('POST', `${APPS}/${id}/${what}`);
const change = (id: string, body: object) => app().patch<Listed>(`${APPS}/${id}`, body);
const noted = async (id: string) =>
  (await app().get<{ entries: Entry[] }>(`/api/admin/audit?subject=app:${id}`)).body.entries.toReversed();

/** An app that an administrator registers. */
async function registered(differing: object = {}) {
  const id = `books-${count++}`;
  const { status, body } = await app().post<Listed>(APPS, { id, ...BOOKS, ...differing });
  expect(status).toBe(201);
  return { id, secret: body.secret!, body };
}

/** Whether a secret is one of the app's, as the token endpoint has it. */
async function isTaken(id: string, secret: string): Promise<boolean> {
  const config = await stage.discover(id, secret);
  const tried = client.refreshTokenGrant(config, 'unknown');
  const { error } = (await tried.catch((thrown: unknown) => thrown)) as { error: string };
  expect(['invalid_grant', 'invalid_client']).toContain(error);
  return error === 'invalid_grant';
}

describe('an app that an administrator registers', () => {
  it('shows itself in the message that it asks for, under the name that it has by then', async () => {
    const { id, secret } = await registered({ name: 'Libri' });
    const config = await stage.discover(id, secret);
    for (const name of ['Libri', 'Books & Co']) {
      await change(id, { name });
      const browser = stage.browser();
      const page = await browser.follow((await ask(config, { redirect_uri: CALLBACK })).url);
      const { body: interaction } = await stage.details(browser, page);
      expect(interaction).toMatchObject({ app: { id, name } });
      const person = stage.house.api.nextPerson();
      const who = { name: 'Ann', email: `ann${person}@example.org`, telegram_chat_id: person };
      const { body } = await browser.post('/api/register', { ...who, interaction: interaction.uid });
      expect(await stage.house.api.status(body.verification_id as string)).toMatchObject({ app: { id, name } });
      const [message] = await stage.house.telegram.untilCodeMessages(person, 1);
      expect(message!.text).toMatch(new RegExp(`^(<b>)?${name.replace('&', '&(amp;)?')}(</b>)? \\(books.example\\)\n`));
    }
  });

  it('is counted with its sign-ins and failures, and named where an operator looks for one', async () => {
    const { api, telegram } = stage.house;
    const { id } = await registered({ name: 'Libri' });
    const figures = async () => {
      const { apps } = (await app().get<{ apps: readonly Readonly<{ app: string }>[] }>('/api/admin/counts')).body;
      return apps.find((each) => each.app === id);
    };
    expect(await figures()).toBeUndefined();
    const begin = (person: number) =>
      api.register({ name: 'Ann', email: 'ann@example.org', telegram_chat_id: person, app: id });
    const person = api.nextPerson();
    const used = await begin(person);
    const [message] = await telegram.untilCodeMessages(person, 1);
    await api.verifyOtp(used.verification_id, codeOf(message!)!);
    const cancelled = await begin(api.nextPerson());
    await app().delete(`/api/verifications/${cancelled.verification_id}`);
    const waiting = await begin(api.nextPerson());
    await api.untilStatus(waiting.verification_id, 'sent');
    const lastAt = expect.stringMatching(/^\d{4}-.*Z$/) as string;
    expect(await figures()).toEqual({ app: id, begun: 3, verified: 1, failed: 1, last_at: lastAt });
    const named = { app: { id, name: 'Libri' } };
    const timeline = await app().get(`/api/admin/verifications/${used.verification_id}/timeline`);
    expect(timeline.body).toMatchObject(named);
    const found = await app().get<{ verifications: unknown[] }>(`/api/admin/verifications?q=${person}`);
    expect(found.body.verifications).toMatchObject([named]);
    await act(id, 'disable');
    const later = await app().get(`/api/admin/verifications/${used.verification_id}/timeline`);
    expect(later.body).toMatchObject({ app: { id, name: id } });
  });

  it('signs people in at once, and says when it did', async () => {
    const { id, secret, body } = await registered();
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(body).toMatchObject({
      ...{ id, ...BOOKS, source: 'registry', state: 'active', public: false, last_used_at: null },
      ...{ id_token_signed_response_alg: 'RS256', return_to: [], logo: null, bot: null },
      secrets: [{ expires_at: null }],
    });
    const { tokens, sub } = await stage.signInTo(await stage.discover(id, secret));
    expect(tokens.claims()).toMatchObject({ aud: id, sub });
    expect(Date.parse((await read(id)).last_used_at as string)).toBeCloseTo(time.now().getTime(), -5);
  });

  it('may be public, and keep no secret', async () => {
    const { id, body } = await registered({ public: true, id_token_signed_response_alg: 'ES256' });
    expect(body).toMatchObject({ public: true, secret: null, secrets: [] });
    const refused = await app().post(`${APPS}/${id}/secrets`, {});
    expect(refused).toMatchObject({ status: 409, body: { code: 'app_is_public' } });
    const phone = await stage.discover(id, '');
    expect((await stage.signInTo(phone)).tokens.claims()).toMatchObject({ aud: id });
    const { url } = await ask(phone);
    for (const name of ['code_challenge', 'code_challenge_method']) url.searchParams.delete(name);
    expect((await stage.browser().follow(url)).searchParams.get('error')).toBe('invalid_request');
  });

  it('is refused where it is not as it should be, and nothing is registered', async () => {
    const before = (await app().get(APPS)).body;
    const faulty = [
      { id: 'a b' },
      { id: 'x'.repeat(65) },
      { name: ' ' },
      { name: 'A\u202eB' },
      { redirect_uris: ['http://books.example/'] },
      { redirect_uris: ['https://books.example/#x'] },
      { redirect_uris: ['https://books.example/ x'] },
      { redirect_uris: ['https://books.example/\n'] },
      { redirect_uris: ['https://*.example/'] },
      { redirect_uris: ['javascript:alert(1)'] },
      { redirect_uris: Array.from({ length: 51 }, () => CALLBACK) },
      { return_to: ['https://books.example/'] },
      { redirect_uris: 'https://books.example/' },
      { redirect_uris: undefined },
      { redirect_uris: ['com.example:/', 'https://localhost/'] },
      { public: true, redirect_uris: ['http://books.localhost/'] },
      { scopes: ['everything'] },
      { secret: SECRET },
      { secret_file: '/etc/passwd' },
      { bot: 'x' },
      { logo: 'javascript:alert(1)' },
      { logo: 'https://books.example/ a' },
      { backchannel_logout_uri: 'https://books.example/\ud83d' },
      { color: 'red' },
      { source: 'file' },
    ];
    for (const fault of faulty) {
      const { status, body } = await app().post<{ code: string }>(APPS, { id: 'faulty', ...BOOKS, ...fault });
      expect([fault, status, body.code]).toEqual([fault, 400, 'invalid_request']);
    }
    expect((await app().get(APPS)).body).toEqual(before);
  });

  it('has an id of its own, which no other takes', async () => {
    const { id } = await registered();
    for (const taken of [id, 'shop', 'default']) {
      const again = await app().post(APPS, { id: taken, ...BOOKS, name: 'A thief' });
      expect(again).toMatchObject({ status: 409, body: { code: 'app_exists' } });
    }
    expect(await read(id)).toMatchObject({ name: 'Books' });
  });

  it('is registered once by parallel requests', async () => {
    const tries = await Promise.all([1, 2, 3].map(() => app().post(APPS, { id: 'contested', ...BOOKS })));
    expect(tries.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
  });

  it('changes in what is named, and the change counts at once', async () => {
    const { id, secret } = await registered();
    const redirect_uris = ['https://books.example/new'];
    const { status, body } = await change(id, { name: 'Libri', redirect_uris, domain: null, color: '#112233' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...BOOKS, name: 'Libri', redirect_uris, domain: null, color: '#112233' });
    expect(await read(id)).toEqual(body);
    const { url } = await ask(await stage.discover(id, secret));
    expect((await stage.browser().ask(url)).status).toBe(400);
    url.searchParams.set('redirect_uri', redirect_uris[0]!);
    expect((await stage.browser().follow(url)).pathname).toMatch('/interaction/');
    const faulty = [
      { public: true },
      { id: 'x' },
      { name: null },
      { redirect_uris: ['com.example:/', 'https://[::1]/'] },
    ];
    for (const fault of faulty) expect((await change(id, fault)).status).toBe(400);
    expect(await read(id)).toEqual(body);
  });

  it('is unknown where it is unknown', async () => {
    expect((await app().get(`${APPS}/nothing`)).status).toBe(404);
    expect((await change('nothing', { name: 'X' })).status).toBe(404);
    for (const what of ['disable', 'enable']) expect((await act('nothing', what)).status).toBe(404);
    expect((await app().post(`${APPS}/nothing/secrets`, {})).status).toBe(404);
    const { id } = await registered();
    expect((await app().request('DELETE', `${APPS}/${id}/secrets/nothing`)).status).toBe(404);
    expect(await noted('nothing')).toEqual([]);
  });

  it('is for administrators alone', async () => {
    const stranger = { 'x-admin-key': 'wrong' };
    expect((await app().get(APPS, stranger)).status).toBe(401);
    expect((await app().post(APPS, { id: 'mine', ...BOOKS }, stranger)).status).toBe(401);
    expect((await app().get(`${APPS}/mine`)).status).toBe(404);
  });
});

it('an app gets its tokens where it cannot be written down that it did', async () => {
  const { id, secret } = await registered();
  const markUsed = jest.spyOn(app().part(AppRepository), 'markUsed').mockRejectedValue(new Error('the disk is full'));
  await stage.signInTo(await stage.discover(id, secret));
  expect(markUsed).toHaveBeenCalledTimes(1);
  markUsed.mockRestore();
  expect((await read(id)).last_used_at).toBeNull();
});

describe('the secrets of an app', () => {
  const revoke = (id: string, secretId: string) => app().request('DELETE', `${APPS}/${id}/secrets/${secretId}`);

  it('are exchanged without a sign-in that is refused', async () => {
    const { id, secret: old, body } = await registered();
    const made = await app().post<Secret & { secret: string }>(`${APPS}/${id}/secrets`, {});
    expect(made).toMatchObject({ status: 201, body: { expires_at: null } });
    const fresh = made.body.secret;
    expect([await isTaken(id, old), await isTaken(id, fresh), await isTaken(id, 'x'.repeat(43))]).toEqual([
      true,
      true,
      false,
    ]);
    expect((await revoke(id, body.secrets[0]!.id)).status).toBe(204);
    expect([await isTaken(id, old), await isTaken(id, fresh)]).toEqual([false, true]);
    expect((await read(id)).secrets).toEqual([expect.objectContaining({ id: made.body.id })]);
    await stage.signInTo(await stage.discover(id, fresh));
  });

  it('expire by themselves where that was said', async () => {
    const { id } = await registered();
    const expires_at = new Date(time.now().getTime() + 60_000).toISOString();
    const made = await app().post<Secret & { secret: string }>(`${APPS}/${id}/secrets`, { expires_at });
    expect(made.body.expires_at).toBe(expires_at);
    expect(await isTaken(id, made.body.secret)).toBe(true);
    time.pass(61_000);
    expect(await isTaken(id, made.body.secret)).toBe(false);
    expect((await app().post(`${APPS}/${id}/secrets`, { expires_at })).status).toBe(400);
  });

  it('can all be revoked, and the app does not become a public one', async () => {
    const { id, secret, body } = await registered();
    await revoke(id, body.secrets[0]!.id);
    for (const tried of [secret, '-', 'none']) expect(await isTaken(id, tried)).toBe(false);
    await expect(client.refreshTokenGrant(await stage.discover(id, ''), 'unknown')).rejects.toMatchObject({
      error: 'invalid_client',
    });
    const { body: made } = await app().post<{ secret: string }>(`${APPS}/${id}/secrets`, {});
    expect(await isTaken(id, made.secret)).toBe(true);
  });

  it('are ten at most', async () => {
    const { id } = await registered();
    for (let made = 1; made < 10; made++) expect((await app().post(`${APPS}/${id}/secrets`, {})).status).toBe(201);
    const refused = await app().post(`${APPS}/${id}/secrets`, {});
    expect(refused).toMatchObject({ status: 409, body: { code: 'too_many_secrets' } });
  });

  it('are told once, and by nothing else', async () => {
    const { id, secret } = await registered();
    const { body } = await app().post<{ secret: string }>(`${APPS}/${id}/secrets`, {});
    await act(id, 'disable');
    const told = [await read(id), (await app().get(APPS)).body, await noted(id), app().output];
    for (const text of [secret, body.secret]) expect(JSON.stringify(told)).not.toContain(text);
  });
});

describe('an app that is disabled', () => {
  it('loses what it holds, and gets nothing more until it is enabled', async () => {
    const { id, secret } = await registered();
    const config = await stage.discover(id, secret);
    const { tokens, sub, browser, token } = await stage.signInTo(config);
    const other = await stage.signInTo(await stage.discover());
    expect(await act(id, 'disable')).toMatchObject({ status: 200, body: { state: 'disabled' } });
    const isDead = () =>
      expect(client.fetchUserInfo(config, tokens.access_token, sub)).rejects.toMatchObject({ status: 401 });
    await isDead();
    expect(await isTaken(id, secret)).toBe(false);
    const page = await browser.ask((await ask(config)).url);
    expect([page.status, await page.text()]).toEqual([400, expect.stringContaining('invalid_client')]);
    const since = (await read(id)).disabled_at;
    expect((await act(id, 'disable')).body.disabled_at).toBe(since);
    // The person is still signed in here, and in the other app.
    const { status } = await app().get('/api/profile', { authorization: `Bearer ${token}` });
    expect(status).toBe(200);
    await client.fetchUserInfo(await stage.discover(), other.tokens.access_token, other.sub);
    expect(await act(id, 'enable')).toMatchObject({ status: 200, body: { state: 'active', disabled_at: null } });
    await isDead();
    await expect(client.refreshTokenGrant(config, tokens.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    await stage.signInTo(config);
  });

  it('leaves the person who was answering it with a page that says it is over', async () => {
    const { id, secret } = await registered();
    const browser = stage.browser();
    const page = await browser.follow((await ask(await stage.discover(id, secret))).url);
    expect((await stage.details(browser, page)).status).toBe(200);
    await act(id, 'disable');
    expect((await stage.details(browser, page)).status).toBe(404);
  });
});

describe('the audit', () => {
  it('has each change, by which administrator, and of what', async () => {
    const { id, body } = await registered();
    await change(id, { name: 'Libri', redirect_uris: [CALLBACK, 'https://b.example/'], domain: null });
    const made = await app().post<Secret>(`${APPS}/${id}/secrets`, {});
    await app().request('DELETE', `${APPS}/${id}/secrets/${body.secrets[0]!.id}`);
    await act(id, 'disable');
    await act(id, 'enable');
    const entries = await noted(id);
    expect(entries.map(({ action, details }) => [action, details])).toEqual([
      ['admin.app_created', expect.objectContaining({ name: 'Books', redirect_uris: CALLBACK, first_party: true })],
      ['admin.app_changed', { name: 'Libri', redirect_uris: `${CALLBACK} https://b.example/`, domain: null }],
      ['admin.app_secret_created', { secret_id: made.body.id, expires_at: null }],
      ['admin.app_secret_revoked', { secret_id: body.secrets[0]!.id }],
      ['admin.app_disabled', null],
      ['admin.app_enabled', null],
    ]);
    for (const { actor } of entries) expect(actor).toEqual({ kind: 'admin', id: 'key' });
  });

  it('takes all that an app can have in one entry', async () => {
    const all = Object.entries(properties).map(([name, field]) => [name, field.example ?? field.default]);
    const { id: _, public: isPublic, subject_type: __, ...whole } = Object.fromEntries(all) as Record<string, unknown>;
    const given = { ...whole, redirect_uris: [CALLBACK] };
    const { id } = await registered({ ...given, public: isPublic, subject_type: 'public' });
    expect(await change(id, given)).toMatchObject({ status: 200 });
    const [created, changed] = (await noted(id)).map(({ details }) => Object.keys(details!).toSorted());
    expect(changed).toEqual(Object.keys(given).toSorted());
    expect(created).toEqual([...changed!, 'public', 'subject_type'].toSorted());
  });
});

describe('what is too long for the audit', () => {
  it('is in it by its beginning and its hash, and the change is made', async () => {
    const redirect_uris = Array.from({ length: 5 }, (_, at) => `https://books.example/${at}/${'😀'.repeat(20)}`);
    const { id } = await registered({ redirect_uris });
    expect((await read(id)).redirect_uris).toEqual(redirect_uris);
    const [entry] = await noted(id);
    const hash = createHash('sha256').update(redirect_uris.join(' ')).digest('base64url');
    const told = entry!.details!.redirect_uris as string;
    expect(told.endsWith(`… sha256:${hash}`)).toBe(true);
    expect(told.startsWith(redirect_uris[0]!)).toBe(true);
  });
});

describe('the apps of the file', () => {
  it('are shown, and changed in the file alone', async () => {
    const shop = await read('shop');
    expect(shop).toMatchObject({ source: 'file', state: 'active', secrets: [], created_at: null });
    expect(JSON.stringify(shop)).not.toContain(SECRET);
    const tries = [
      await change('shop', { name: 'X' }),
      await act('shop', 'disable'),
      await act('shop', 'enable'),
      await app().post(`${APPS}/shop/secrets`, {}),
      await app().request('DELETE', `${APPS}/shop/secrets/x`),
    ];
    for (const tried of tries) expect(tried).toMatchObject({ status: 409, body: { code: 'app_read_only' } });
    expect(await read('shop')).toEqual(shop);
    expect(await noted('shop')).toEqual([]);
  });

  it('are listed among the others, by id and page by page', async () => {
    const { apps } = (await app().get<{ apps: Listed[] }>(`${APPS}?limit=100`)).body;
    const ids = apps.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted());
    expect(ids).toEqual(expect.arrayContaining(['phone', 'shop', 'stranger', 'books-0']));
    const seen: Listed[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = `?limit=4${cursor && `&cursor=${cursor}`}`;
      const { body } = await app().get<{ apps: Listed[]; next_cursor: string | null }>(APPS + query);
      seen.push(...body.apps);
      cursor = body.next_cursor;
    }
    expect(seen).toEqual(apps);
  });
});

describe('an instance on which no app takes RS256', () => {
  const rsaKeys = async (house: House) => {
    const { body } = await house.app.get<{ keys: { alg: string }[] }>('/.well-known/jwks.json');
    return body.keys.filter(({ alg }) => alg === 'RS256').length;
  };

  it('makes itself a key for the first that does, and keeps it over a restart', async () => {
    const folder = aTemporaryFolder();
    const small = await OpenidStage.open({ DATA_DIR: folder.path }, []);
    // The provider is there before the key is.
    await small.house.app.get('/.well-known/openid-configuration');
    expect(await rsaKeys(small.house)).toBe(0);
    const { body } = await small.house.app.post<Listed>(APPS, { id: 'first', ...BOOKS });
    expect(await rsaKeys(small.house)).toBe(1);
    const { tokens } = await small.signInTo(await small.discover('first', body.secret));
    const header = Buffer.from(tokens.id_token!.split('.')[0]!, 'base64url').toString();
    expect(JSON.parse(header)).toMatchObject({ alg: 'RS256' });
    await small.house.app.stop();
    await small.house.app.boot();
    expect(await rsaKeys(small.house)).toBe(1);
    await small.signInTo(await small.discover('first', body.secret));
    await small.close();
    folder.remove();
  });
});
