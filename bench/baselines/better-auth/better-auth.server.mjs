import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { DatabaseSync } from '@photostructure/sqlite';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { emailOTP } from 'better-auth/plugins';
import { SqliteDialect } from 'kysely';

/**
 * better-auth with codes by e-mail, on the same SQLite engine and with the same durability as the product. It sends
 * nothing: the newest code for an address is kept in memory, and handed out once at /outbox/<address>.
 */
const origin = `http://127.0.0.1:${process.env.PORT}`;
const database = new DatabaseSync('better-auth.sqlite');
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
const statements = new Map();
const outbox = new Map();

/** What Kysely's dialect expects of better-sqlite3. Statements are kept, as the product keeps its own. */
function prepare(sql) {
  const kept = statements.get(sql);
  if (kept) return kept;
  const statement = database.prepare(sql);
  const prepared = {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...parameters),
    run: (parameters) => statement.run(...parameters),
  };
  statements.set(sql, prepared);
  return prepared;
}

const auth = betterAuth({
  baseURL: origin,
  secret: randomBytes(32).toString('base64'),
  database: { dialect: new SqliteDialect({ database: { prepare, close: () => database.close() } }), type: 'sqlite' },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  plugins: [emailOTP({ sendVerificationOTP: async ({ email, otp }) => void outbox.set(email, otp) })],
});
await (await getMigrations(auth.options)).runMigrations();

const answer = toNodeHandler(auth);
const OUTBOX = '/outbox/';

function handOut(address, response) {
  const otp = outbox.get(address);
  outbox.delete(address);
  response.writeHead(otp ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify({ otp }));
}

const server = createServer((request, response) => {
  if (request.url === '/ready') response.end('{}');
  else if (request.url.startsWith(OUTBOX)) handOut(request.url.slice(OUTBOX.length), response);
  else void answer(request, response);
});
process.once('SIGTERM', () => process.exit(0));
server.listen(Number(process.env.PORT), '127.0.0.1');
