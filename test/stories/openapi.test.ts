import { Api, wrongCode, type Problem } from '../harness/api';
import { ApiDocument, type Call } from '../harness/api.document';
import { House } from '../harness/house';
import { HttpClient, type Answer } from '../harness/http.client';
import { bearer, signInAt } from '../harness/sign.in';
import { codeOf, tokenOf } from '../harness/telegram';

const ADMIN_API_KEY = 'an-administrator-who-tests-has-this-key';
const API_KEYS = 'a-back-end-that-tests-has-a-key-of-its-own';
const key = { 'x-admin-key': ADMIN_API_KEY, 'x-api-key': API_KEYS };
const json = { 'content-type': 'application/json' };
const REQUESTS_A_MINUTE = 20;
const SAFE = ['GET'];

const ANN = { name: 'Ann', email: 'ann@example.org' };
const LINK = { token: 'x'.repeat(43) };
const [LOGIN, ASK, REGISTER, PROFILE] = ['/api/login', '/api/v1/verifications', '/api/register', '/api/profile'];
const APPS = '/api/admin/apps';
const TEST = '/api/admin/deliveries/test';

/** How a summary begins that says what a call does. */
const VERB =
  /^(Allow|Ask|Cancel|Check|Count|Create|Delete|Deny|Disable|Enable|End|Export|Forget|Get|List|Log|Look|Refresh|Register|Replay|Resend|Reset|Search|Send|Skip|Stream|Update|Verify)\b/;

/** What each call takes, and what it does not. */
const bodies: readonly (readonly [path: string, body: object, isFine: boolean])[] = [
  [LOGIN, {}, true],
  [LOGIN, { email: 'ann@example.org', device_token: 'a-device' }, true],
  [LOGIN, { email: 'ann@example.org', telegram_username: 'ann_example' }, false],
  [LOGIN, { user_id: 'somebody', telegram_username: 'ann_example' }, false],
  [LOGIN, { user_id: 'somebody', email: 'ann@example.org' }, false],
  [ASK, {}, false],
  [ASK, { telegram_chat_id: 4711, user_id: 'somebody' }, false],
  [ASK, { telegram_chat_id: 4711 }, true],
  [ASK, { telegram_chat_id: '4711' }, true],
  [ASK, { telegram_chat_id: 4711, reason: '\u0085' }, false],
  ['/api/verify-magic-link', { ...LINK, approve: true }, false],
  ['/api/verify-magic-link', { ...LINK, approve: true, match: 'anchor' }, true],
  ['/api/verify-magic-link', { ...LINK, approve: false }, true],
  [PROFILE, {}, false],
  [PROFILE, { language: 'de' }, true],
  [TEST, { chat_id: 2 ** 53 }, false],
  [
    APPS,
    { id: 'a', name: 'A', redirect_uris: ['https://a.example/b?c=d', 'com.example:/', 'http://127.0.0.1/'] },
    true,
  ],
  [APPS, { id: 'a', name: 'A', redirect_uris: ['https://a.example/#b'] }, false],
  [APPS, { id: 'a', name: 'A', redirect_uris: ['//a.example'] }, false],
  [APPS, { id: 'a', name: 'A', redirect_uris: [], secret: 'x'.repeat(43) }, false],
  [APPS, { id: 'a/b', name: 'A', redirect_uris: [] }, false],
  [REGISTER, { ...ANN, telegram_chat_id: 2 ** 53 }, false],
  [REGISTER, { ...ANN, telegram_chat_id: '04711' }, false],
  ...["c+x=n'@vxa.dev", 'a_b.c@xn--e1afmkfd.xn--p1ai', `${'a'.repeat(64)}@b.co`].map(
    (email) => [REGISTER, { ...ANN, email }, true] as const,
  ),
  ...['ann@localhost', '"a b"@example.org', 'ann@[127.0.0.1]', 'a@b.1', `${'a'.repeat(65)}@b.co`, 'a..b@c.de'].map(
    (email) => [REGISTER, { ...ANN, email }, false] as const,
  ),
  ...['王', '😀', 'é', 'x'.repeat(100)].map((name) => [REGISTER, { ...ANN, name }, true] as const),
  ...['', ' ', '\u00a0', '\u200d', 'A\u0000', 'A\u009a', 'A\u202en', 'x'.repeat(101)].map(
    (name) => [REGISTER, { ...ANN, name }, false] as const,
  ),
];

/** Holds each answer against the API's document. */
class CheckedClient extends HttpClient {
  constructor(
    private readonly app: HttpClient,
    private readonly document: ApiDocument,
  ) {
    super(app.url);
  }

  override async request<T>(...[method, path, ...rest]: Parameters<HttpClient['request']>): Promise<Answer<T>> {
    const answer = await this.app.request<T>(method, path, ...rest);
    this.document.check(method, path, answer);
    return answer;
  }
}

describe("the API's document", () => {
  let house: House;
  let telegram: House['telegram'];
  let app: House['app'];
  let document: ApiDocument;
  let client: CheckedClient;
  let api: Api;
  let signedIn: Record<string, string>;

  beforeAll(async () => {
    house = await House.open({
      ADMIN_API_KEY,
      API_KEYS,
      TRUST_PROXY: '127.0.0.1',
      LIMIT_REQUESTS_PER_IP_MINUTE: String(REQUESTS_A_MINUTE),
    });
    ({ telegram, app } = house);
    document = await ApiDocument.of(app);
    client = new CheckedClient(app, document);
    api = new Api(client);
    signedIn = bearer((await signInAt({ app, api, telegram }, { kind: 'token' })).body.access_token);
  });

  afterAll(() => house.close());

  /** Asks each of these calls, and holds the answers against the document. @returns their statuses, without repeats */
  async function ask(which: (call: Call) => boolean, how: (call: Call) => Asked): Promise<number[]> {
    const answers = await answersOf(which, how);
    return [...new Set(answers.map(({ status }) => status))].sort();
  }

  async function answersOf(which: (call: Call) => boolean, how: (call: Call) => Asked) {
    const answers: (Answer<unknown> & { name: string })[] = [];
    const calls = document.calls.filter((call) => which(call) && !isStream(call));
    expect(calls.length).toBeGreaterThan(3);
    for (const call of calls) {
      const { path = call.path.replaceAll(/\{\w+\}/g, 'unknown'), body, headers } = how(call);
      const answer = await app.request(call.method, path, body, headers);
      document.checkAnswer(call, answer);
      answers.push({ ...answer, name: call.operation.operationId });
    }
    return answers;
  }

  it('says of each call what a developer would search for, and when to use it; and the flow at the top', async () => {
    const { info } = (await app.get<{ info: { description: string } }>('/api/openapi.json')).body;
    expect(info.description).toMatch(/\*\*The flow\.\*\* 1\. `POST \/api\/register`.*events.*verify-otp/s);
    const summaries = new Set(document.calls.map(({ operation }) => operation.summary));
    expect(summaries.size).toBe(document.calls.length);
    for (const { operation } of document.calls) {
      expect(operation.summary).toMatch(VERB);
      expect([operation.operationId, (operation.description ?? '').length > 20]).toEqual([operation.operationId, true]);
    }
    const said = [...summaries].join(' ').toLowerCase();
    for (const word of [
      'register',
      'log in',
      'log out',
      'refresh',
      'verify',
      'resend',
      'disable',
      'revoke|end',
      'audit',
    ])
      expect(said).toMatch(new RegExp(`\\b(${word})\\b`));
  });

  it('describes what every call behind a guard answers to a stranger', async () => {
    const isGuarded = ({ operation: { security } }: Call) =>
      security.length > 0 && security.every((way) => Object.keys(way).length > 0);
    const headers = { authorization: 'Bearer nonsense', ...json };
    expect(await ask(isGuarded, ({ method }) => ({ headers, body: SAFE.includes(method) ? undefined : '{}' }))).toEqual(
      [401],
    );
  });

  it("describes what every call that changes something answers to another site's page (security 25)", async () => {
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', ...key };
    expect(await ask(changes, () => ({ headers }))).toEqual([403]);
  });

  it('describes what every call answers to a body that is no JSON, or too large, whether it takes one or not', async () => {
    const headers = { ...key, ...json };
    expect(await ask(mayHaveBody, () => ({ headers, body: '{' }))).toEqual([400]);
    expect(await ask(mayHaveBody, () => ({ headers, body: JSON.stringify('x'.repeat(20_000)) }))).toEqual([413]);
  });

  it('describes what HTTP refuses, whatever is asked', async () => {
    for (const { operation } of document.calls)
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['400', '408', '431']));
  });

  it('asks for a body where one is needed, and nowhere else (security 18)', async () => {
    const answers = await answersOf(takesBody, () => ({ headers: key }));
    const takesNothing = answers.filter(({ status }) => status !== 400 && status !== 401).map(({ name }) => name);
    const calls = document.calls.filter(({ operation }) => operation.requestBody?.required === false);
    const optional = calls.map(({ operation }) => operation.operationId);
    expect(optional).toEqual(['session.logout', 'token.refresh', 'registration.collect', 'login.login']);
    expect(optional).toEqual(expect.arrayContaining(takesNothing));
  });

  it('names the bounds of the numbers in a query, and they are those that hold (security 18)', async () => {
    const asked = document.calls.flatMap((call) => (call.operation.parameters ?? []).map((each) => ({ call, each })));
    const bounded = asked.filter(({ each }) => each.in === 'query' && each.schema.type === 'integer');
    expect([...new Set(bounded.map(({ each }) => each.name))]).toEqual(['chat_id', 'bot', 'limit', 'step_seconds']);
    for (const { call, each } of bounded) {
      const { minimum, maximum } = each.schema as { minimum: number; maximum: number };
      const statusOf = async (value: number | bigint) =>
        (await app.get(`${call.path}?${each.name}=${value}`, key)).status;
      for (const value of [minimum - 1, BigInt(maximum) + 1n]) expect(await statusOf(value)).toBe(400);
      // A step of a second is a fault with the hour that is asked for where no period is named.
      for (const value of [each.name === 'step_seconds' ? 60 : minimum, maximum])
        expect(await statusOf(value)).toBe(200);
    }
  });

  it.each(bodies)('holds of %s %j what the product does: %s (security 18)', async (path, body, isFine) => {
    const call = document.calls.find((each) => each.path === path && takesBody(each))!;
    const schema = call.operation.requestBody!.content['application/json']!.schema;
    expect(document.isValid(schema, body)).toBe(isFine);
    const answer = await app.request(call.method, path, JSON.stringify(body), { ...key, ...json, ...signedIn });
    expect({ ...answer, isFine: answer.status !== 400 }).toMatchObject({ isFine });
  });

  it('names which keys a request may be repeated by, and others are refused, an empty one too', async () => {
    const keyed = document.calls.flatMap((call) =>
      (call.operation.parameters ?? [])
        .filter(({ name }) => name === 'idempotency-key')
        .map(({ schema }) => ({ call, schema })),
    );
    expect(keyed.length).toBeGreaterThan(4);
    for (const { call, schema } of keyed) {
      expect(document.isValid(schema, '8e03978e-40d5-43dd-bc93-6894a57f9324')).toBe(true);
      for (const idempotencyKey of ['', 'not one key']) {
        expect(document.isValid(schema, idempotencyKey)).toBe(false);
        const { path, body } = proposalOf(call);
        const headers = { ...key, ...json, 'idempotency-key': idempotencyKey };
        const refused = await app.request<Problem>(call.method, path!, body, headers);
        expect(refused).toMatchObject({ status: 400, body: { errors: [{ field: 'Idempotency-Key' }] } });
      }
    }
  });

  it('describes what every call answers to unknown fields, parameters and ids', async () => {
    const headers = { ...key, ...json };
    expect(await ask(takesBody, () => ({ headers, body: '{"nonsense":1}' }))).toEqual(expect.arrayContaining([400]));
    const hasQuery = ({ operation }: Call) => (operation.parameters ?? []).some((each) => each.in === 'query');
    expect(await ask(hasQuery, ({ path }) => ({ headers: key, path: `${path}?nonsense=1` }))).toEqual([400]);
    const hasId = ({ path }: Call) => path.includes('{');
    const statuses = await ask(hasId, ({ method }) => ({ headers, body: SAFE.includes(method) ? undefined : '{}' }));
    expect(statuses).toContain(404);
  });

  it('has examples that fit their schemas', () => {
    for (const { operation } of document.calls)
      for (const part of [operation.requestBody, ...Object.values(operation.responses)])
        for (const { schema } of Object.values(part?.content ?? {}))
          document.expectValid(schema, document.sample(schema), operation.operationId);
  });

  it('proposes what each call takes', async () => {
    const answers = await answersOf(
      () => true,
      (call) => ({ ...proposalOf(call), headers: { ...key, ...(takesBody(call) && json) } }),
    );
    const refused = answers.filter(({ status }) => status === 400).map(({ name, body }) => [name, body]);
    expect(refused).toEqual([]);
  });

  /** As Swagger UI fills it in. */
  function proposalOf({ path, operation: { parameters = [], requestBody } }: Call): Asked {
    const value = ({ schema }: (typeof parameters)[number]) => encodeURIComponent(String(document.sample(schema)));
    const inPath = parameters.filter((each) => each.in === 'path');
    const needed = parameters.filter((each) => each.in === 'query' && each.required);
    const query = needed.map((each) => `${each.name}=${value(each)}`).join('&');
    const filled = inPath.reduce((text, each) => text.replace(`{${each.name}}`, value(each)), path);
    const schema = requestBody?.content['application/json']?.schema;
    return { path: `${filled}?${query}`, body: schema && JSON.stringify(document.sample(schema)) };
  }

  it('describes each answer of a story', async () => {
    const person = api.nextPerson();
    const started = await api.register({ telegram_chat_id: person });
    const [message] = await telegram.untilCodeMessages(person, 1);
    await api.untilStatus(started.verification_id, 'sent');
    await client.post('/api/magic-link/details', { token: tokenOf(await telegram.scan(message!)) });
    await api.resend(started.verification_id);
    await api.verifyOtp(started.verification_id, wrongCode(codeOf(message!)!));
    const answer = await client.post<{ access_token: string; refresh_token: string; user: { id: string } }>(
      '/api/verify-otp',
      { verification_id: started.verification_id, otp: codeOf(message!)!, session: 'token' },
    );
    expect(answer.status).toBe(200);
    const { access_token: token, refresh_token, user } = answer.body;
    await api.verifyOtp(started.verification_id, codeOf(message!)!);
    const bearer = { authorization: `Bearer ${token}` };
    for (const path of [
      '/api/profile',
      '/api/sessions',
      '/.well-known/jwks.json',
      '/api/app',
      '/health',
      '/health/ready',
    ])
      expect((await client.get(path, bearer)).status).toBe(200);
    await client.post('/api/token/refresh', { refresh_token });
    await client.post('/api/deliveries/test', { chat_id: person }, key);
    const lists = [
      'users',
      'deliveries',
      'audit',
      'webhooks',
      'stats',
      'limits',
      'circuits',
      'apps',
      `users/${user.id}/sessions`,
    ];
    for (const path of lists) expect((await client.get(`/api/admin/${path}`, key)).status).toBe(200);
    const timeline = await client.get(`/api/admin/verifications/${started.verification_id}/timeline`, key);
    expect(timeline.status).toBe(200);
    const shop = {
      id: 'a-shop',
      name: 'Shop',
      redirect_uris: ['https://shop.example/'],
      id_token_signed_response_alg: 'ES256',
    };
    expect((await client.post('/api/admin/apps', shop, key)).status).toBe(201);
    expect((await client.post('/api/admin/apps', shop, key)).status).toBe(409);
    expect((await client.post('/api/admin/apps/a-shop/secrets', {}, key)).status).toBe(201);
    expect((await client.patch('/api/admin/apps/a-shop', { bot: 4711 }, key)).status).toBe(200);
    for (const act of ['disable', 'enable'])
      expect((await client.request('POST', `/api/admin/apps/a-shop/${act}`, undefined, key)).status).toBe(200);
    for (const act of ['disable', 'enable'])
      expect((await client.request('POST', `/api/admin/users/${user.id}/${act}`, undefined, key)).status).toBe(200);
  });

  it('names the limits that a 429 tells in its headers (security 30)', async () => {
    const elsewhere = { 'x-forwarded-for': '203.0.113.7' };
    for (let count = 0; count < REQUESTS_A_MINUTE; count++) await api.tryRegister({}, elsewhere);
    const { status, headers } = await api.tryRegister({}, elsewhere);
    expect(status).toBe(429);
    expect(headers.get('ratelimit-policy')).toBe(`"ip";q=${REQUESTS_A_MINUTE};w=60`);
    expect(headers.get('ratelimit')).toMatch(/^"ip";r=0;t=\d+$/);
    expect(headers.get('ratelimit')).toContain(`t=${headers.get('retry-after')}`);
  });
});

type Asked = Readonly<{ path?: string; body?: string; headers?: Record<string, string> }>;

const mayHaveBody = ({ method }: Call): boolean => !SAFE.includes(method);
const changes = ({ method, path }: Call): boolean => !SAFE.includes(method) && path.startsWith('/api/');
const takesBody = ({ operation }: Call): boolean => operation.requestBody !== undefined;
/** It goes on. */
const isStream = ({ operation }: Call): boolean =>
  Object.values(operation.responses).some(({ content = {} }) => 'text/event-stream' in content);
