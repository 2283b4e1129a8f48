// A service of your own beside Telega2Go: it knows who calls by our access token, and is told what happens by webhooks.
import { createServer } from 'node:http';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

const { TELEGA2GO_URL: issuer, WEBHOOK_SECRET: secret, PORT: port = '4000' } = process.env;
const MAX_BODY_BYTES = 64 * 1024;
const MAX_KEPT = 1_000;

/** Fetched when the first token comes, kept, and fetched again when a token names a key that is not among them. */
const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', issuer));
const webhook = new Webhook(secret);

/** By `webhook-id`. A webhook may come twice: a real service keeps the ids where it keeps what it does about them. */
const seen = new Map();

/** Everything that must be so: who signed, by which algorithm, for whom, what kind of token, and until when. */
async function authenticate(authorization = '') {
  const token = /^Bearer (\S+)$/.exec(authorization)?.[1];
  if (token === undefined) throw new errors.JWTInvalid('there is no bearer token');
  const { payload } = await jwtVerify(token, keys, {
    issuer,
    audience: issuer,
    algorithms: ['ES256'],
    typ: 'at+jwt',
    requiredClaims: ['sub', 'sid', 'exp'],
  });
  return payload;
}

/** The keys cannot be had: that says nothing about the token. */
const isOutage = (error) =>
  !(error instanceof errors.JOSEError) || ['ERR_JWKS_TIMEOUT', 'ERR_JOSE_GENERIC'].includes(error.code);

/** The signature is over the bytes as they came, so they are read before they are parsed. */
async function readBody(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new WebhookVerificationError('the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Verifies signature and time first; what was seen already is taken and does nothing. */
async function take(request) {
  const event = webhook.verify(await readBody(request), request.headers);
  const id = request.headers['webhook-id'];
  if (seen.has(id)) return;
  seen.set(id, event);
  if (seen.size > MAX_KEPT) seen.delete(seen.keys().next().value);
  console.log(`${event.type} ${JSON.stringify(event.data)}`);
}

const routes = {
  'GET /me': async ({ headers }) => {
    const { sub, sid } = await authenticate(headers.authorization);
    return [200, { user_id: sub, session_id: sid }];
  },
  'GET /events': async ({ headers }) => {
    await authenticate(headers.authorization);
    return [200, { events: [...seen].map(([id, event]) => ({ id, ...event })) }];
  },
  'POST /webhooks': async (request) => {
    await take(request);
    return [204];
  },
};

function refusal(error) {
  if (error instanceof WebhookVerificationError || error instanceof SyntaxError) return [400, { error: 'bad webhook' }];
  return isOutage(error) ? [503, { error: 'try again' }] : [401, { error: 'bad token' }];
}

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://service');
  const serve = routes[`${request.method} ${pathname}`] ?? (() => Promise.resolve([404, { error: 'not found' }]));
  void serve(request)
    .catch(refusal)
    .then(([status, body]) => {
      if (body) response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      else response.writeHead(status).end();
    });
});

server.listen(Number(port), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${port}`));
