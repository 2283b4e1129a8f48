import { randomBytes, randomInt } from 'node:crypto';
import { DatabaseSync } from '@photostructure/sqlite';
import { fastify } from 'fastify';

/** The least that a sign-in can cost: bare Fastify and one durable write a request, committed in groups. */
const database = new DatabaseSync('floor.sqlite');
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
database.exec(`
  CREATE TABLE registrations (id TEXT PRIMARY KEY, name TEXT, email TEXT, code TEXT, created_at INTEGER) WITHOUT ROWID;
  CREATE TABLE sessions (token TEXT PRIMARY KEY, created_at INTEGER) WITHOUT ROWID;
`);
const insert = database.prepare('INSERT INTO registrations VALUES (?, ?, ?, ?, ?)');
const use = database.prepare('DELETE FROM registrations WHERE id = ? AND code = ?');
const begin = database.prepare('INSERT INTO sessions VALUES (?, ?)');
const end = database.prepare('DELETE FROM sessions WHERE token = ?');

let waiting = [];

/** Resolves when the change is on the disk; all changes of one turn of the event loop share a commit. */
function writeDurably(change) {
  return new Promise((resolve) => {
    if (waiting.length === 0) setImmediate(commit);
    waiting.push({ change, resolve });
  });
}

function commit() {
  const batch = waiting;
  waiting = [];
  database.exec('BEGIN IMMEDIATE');
  const results = batch.map(({ change }) => change());
  database.exec('COMMIT');
  batch.forEach(({ resolve }, index) => resolve(results[index]));
}

const newId = () => randomBytes(16).toString('base64url');

const app = fastify();
app.get('/ready', () => ({}));

/** Nothing is sent: the answer itself holds the code. */
app.post('/api/register', async ({ body }, reply) => {
  const id = newId();
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  await writeDurably(() => insert.run(id, body.name, body.email, code, Date.now()));
  return reply.code(202).send({ verification_id: id, status: 'awaiting_telegram', code });
});

app.post('/api/verify-otp', async ({ body }, reply) => {
  const token = newId();
  const isRight = await writeDurably(() => {
    if (use.run(body.verification_id, body.otp).changes === 0) return false;
    begin.run(token, Date.now());
    return true;
  });
  return isRight ? { access_token: token } : reply.code(401).send({});
});

app.post('/api/logout', async ({ headers }, reply) => {
  await writeDurably(() => end.run(headers.authorization.slice('Bearer '.length)));
  return reply.code(204).send();
});

process.once('SIGTERM', () => app.close());
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
