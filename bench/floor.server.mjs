import { randomBytes } from 'node:crypto';
import { DatabaseSync } from '@photostructure/sqlite';
import { fastify } from 'fastify';

/** The least that a registration can cost: bare Fastify and one durable insert, committed in groups. */
const database = new DatabaseSync('floor.sqlite');
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
database.exec(
  'CREATE TABLE registrations (id TEXT PRIMARY KEY, name TEXT, email TEXT, created_at INTEGER) WITHOUT ROWID',
);
const insert = database.prepare('INSERT INTO registrations VALUES (?, ?, ?, ?)');

let waiting = [];

/** Resolves when the row is on the disk; all rows of one turn of the event loop share a commit. */
function insertDurably(row) {
  return new Promise((resolve) => {
    if (waiting.length === 0) setImmediate(commit);
    waiting.push({ row, resolve });
  });
}

function commit() {
  const batch = waiting;
  waiting = [];
  database.exec('BEGIN IMMEDIATE');
  for (const { row } of batch) insert.run(...row);
  database.exec('COMMIT');
  for (const { resolve } of batch) resolve();
}

const app = fastify();
app.get('/ready', () => ({}));
app.post('/api/register', async ({ body }, reply) => {
  const id = randomBytes(16).toString('base64url');
  await insertDurably([id, body.name, body.email, Date.now()]);
  return reply.code(202).send({ verification_id: id, status: 'awaiting_telegram' });
});
process.once('SIGTERM', () => app.close());
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
