import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { House } from '../harness/house';
import { HttpClient } from '../harness/http.client';
import { freePort } from '../harness/ports';
import { bearer, signInAt } from '../harness/sign.in';
import { until } from '../harness/until';
import { aWebhookSecret } from '../harness/webhook.stage';

type Events = Readonly<{ events: readonly Readonly<{ id: string; type: string; data: Record<string, string> }>[] }>;
type Claims = Record<string, unknown>;
type Key = Parameters<typeof sign>[2];

const secret = aWebhookSecret();
const SERVICE = join(__dirname, '../../examples/service/service.mjs');

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const read = (token: string, index: 0 | 1) =>
  JSON.parse(Buffer.from(token.split('.')[index]!, 'base64url').toString()) as Claims;
const es256 = (header: Claims, claims: Claims, key: Key): string => {
  const signed = `${part(header)}.${part(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key: key as never, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
};

describe('the example service', () => {
  const ours = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  let house: House;
  let service: HttpClient;
  let child: ChildProcess;
  let token: string;
  let userId: string;

  beforeAll(async () => {
    const port = String(await freePort());
    service = new HttpClient(`http://127.0.0.1:${port}`);
    const ourPort = String(await freePort());
    // Its tokens name this address, and the service finds its keys there.
    const ourUrl = `http://127.0.0.1:${ourPort}`;
    house = await House.open({
      PORT: ourPort,
      PUBLIC_URL: ourUrl,
      WEBHOOK_URL: `${service.url}/webhooks`,
      WEBHOOK_SECRET: secret,
      JWT_PRIVATE_KEY: ours.export({ type: 'pkcs8', format: 'pem' }).toString().replaceAll('\n', '\\n'),
    });
    child = spawn(process.execPath, [SERVICE], {
      env: { PATH: process.env.PATH, TELEGA2GO_URL: ourUrl, WEBHOOK_SECRET: secret, PORT: port },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await until(() => service.get('/').catch(() => undefined), 'the service to answer');
    const { body } = await signInAt(house);
    token = body.access_token;
    userId = body.user.id;
  });

  afterAll(async () => {
    const isGone = once(child, 'exit');
    child.kill();
    await isGone;
    await house.close();
  });

  const me = (shown: string) => service.get('/me', bearer(shown));
  const forged = (header: Claims, claims: Claims = {}, key: Key = ours) =>
    es256({ ...read(token, 0), ...header }, { ...read(token, 1), ...claims }, key);

  it('knows a signed-in user by our token', async () => {
    expect(await me(token)).toMatchObject({ status: 200, body: { user_id: userId } });
    expect((await me(forged({}))).status).toBe(200);
  });

  it.each<[string, () => string]>([
    ['signed by our public key, as if that were a secret', () => signedByPublicKey(token)],
    ['not signed at all', () => `${part({ ...read(token, 0), alg: 'none' })}.${token.split('.')[1]}.`],
    ['of an unknown key', () => forged({ kid: 'unknown' }, {}, aKey())],
    ['by another key under our name', () => forged({}, {}, aKey())],
    ['that brings its own key along', () => forged({ kid: undefined, jwk: publicJwk(stranger) }, {}, stranger)],
    ['that is over', () => forged({}, { exp: Math.floor(Date.now() / 1000) - 1 })],
    ['that is not valid yet', () => forged({}, { nbf: Math.floor(Date.now() / 1000) + 600 })],
    ['for somebody else', () => forged({}, { aud: 'https://other.example' })],
    ['of another issuer', () => forged({}, { iss: 'https://other.example' })],
    ['of another type', () => forged({ typ: 'JWT' })],
    ['without a session', () => forged({}, { sid: undefined })],
    [
      'that somebody changed',
      () => `${token.split('.')[0]}.${part({ ...read(token, 1), sub: 'x' })}.${token.split('.')[2]}`,
    ],
    ['that is none', () => 'none'],
  ])('refuses a token %s (security 22)', async (_, make) => {
    expect((await me(make())).status).toBe(401);
    expect((await me(token)).status).toBe(200);
  });

  it('is told what happens', async () => {
    const events = await until(async () => {
      const { body } = await service.get<Events>('/events', bearer(token));
      return body.events.length >= 3 ? body.events : undefined;
    }, 'three webhooks');
    const types = events.map(({ type }) => type).toSorted();
    expect(types).toEqual(['user.created', 'verification.sent', 'verification.verified']);
    expect(events.find(({ type }) => type === 'user.created')!.data).toEqual({ user_id: userId });
  });

  it('takes a webhook once, and only as it was signed, and in time', async () => {
    const body = JSON.stringify({ type: 'user.created', timestamp: new Date().toISOString(), data: { user_id: 'x' } });
    const signedAt = (at: Date, by = secret, id = 'an-id') => ({
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(by).sign(id, at, body),
    });
    const send = async (headers: Record<string, string>, sent = body) =>
      (await service.request('POST', '/webhooks', sent, headers)).status;
    const now = new Date();
    const another = aWebhookSecret();
    expect(await send(signedAt(now), body.replace('"x"', '"y"'))).toBe(400);
    expect(await send({ ...signedAt(now), 'webhook-id': 'another' })).toBe(400);
    expect(await send(signedAt(now, another))).toBe(400);
    expect(await send(signedAt(new Date(now.getTime() - 600_000)))).toBe(400);
    expect(await send(signedAt(new Date(now.getTime() + 600_000)))).toBe(400);
    expect(await send({})).toBe(400);
    const kept = async () => (await service.get<Events>('/events', bearer(token))).body.events.map(({ id }) => id);
    expect(await kept()).not.toContain('an-id');
    expect([await send(signedAt(now)), await send(signedAt(now))]).toEqual([204, 204]);
    expect((await kept()).filter((id) => id === 'an-id')).toHaveLength(1);
  });

  const stranger = aKey();

  function aKey() {
    return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  }

  function publicJwk(key: ReturnType<typeof aKey>): object {
    const { d: _, ...jwk } = key.export({ format: 'jwk' });
    return jwk;
  }

  /** HS256 with our public key: a receiver that lets the token choose the algorithm takes it. */
  function signedByPublicKey(genuine: string): string {
    const { d: _, ...jwk } = ours.export({ format: 'jwk' });
    const signed = `${part({ ...read(genuine, 0), alg: 'HS256' })}.${genuine.split('.')[1]}`;
    return `${signed}.${createHmac('sha256', JSON.stringify(jwk)).update(signed).digest('base64url')}`;
  }
});
