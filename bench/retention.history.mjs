import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { DatabaseSync } from '@photostructure/sqlite';

const built = createRequire(new URL('../dist/', import.meta.url));
const { GENESIS, seal } = built('./audit/audit.entry.js');
const { auditTable } = built('./audit/store/audit.table.js');
const { keptChatTable } = built('./account/chats/chat.table.js');
const { userTable } = built('./account/users/user.table.js');

const DAY_MS = 86_400_000;
const CHATS = 100_000;
const FIRST_CHAT = 10_000;
const AT_A_TIME = 10_000;

export const daysAgo = (days) => new Date(Date.now() - days * DAY_MS);

/** Sign-ins of a past period, each with its message, as the product leaves them. */
export function fillWithHistory(file, rows, period) {
  fill(file, (database) => {
    const insert = (table, row) =>
      database.prepare(
        `INSERT INTO ${table} (${Object.keys(row).join()}) VALUES (${Object.keys(row)
          .map((name) => `:${name}`)
          .join()})`,
      );
    const example = signInAt(0, 0);
    const verifications = insert('verifications', example.verification);
    const deliveries = insert('deliveries', example.delivery);
    inBatches(database, rows, period, (at, index) => {
      const { verification, delivery } = signInAt(at, index);
      verifications.run(verification);
      deliveries.run(delivery);
    });
  });
}

/** As many audit entries, in one chain. */
export function fillWithAudit(file, rows, period) {
  fill(file, (database) => {
    const insert = database.prepare(auditTable.insert);
    let tail = database.prepare('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get() ?? GENESIS;
    inBatches(database, rows, period, (at, index) => {
      tail = seal(entryAt(at, index), tail);
      insert.run(auditTable.toRow(tail));
    });
  });
}

/** People with accounts, each with the chat in which the history's messages were. */
export function fillWithPeople(file, people, period) {
  fill(file, (database) => {
    const users = database.prepare(userTable.insert);
    const chats = database.prepare(keptChatTable.insert);
    inBatches(database, people, period, (at, index) => {
      const { user, chat } = personAt(at, index);
      users.run(userTable.toRow(user));
      chats.run(keptChatTable.toRow(chat));
    });
  });
}

function fill(file, write) {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA synchronous = OFF');
  write(database);
  database.close();
}

/** Evenly over the period, oldest first. */
function inBatches(database, rows, { oldestDays, youngestDays }, write) {
  const oldest = daysAgo(oldestDays).getTime();
  const apart = ((oldestDays - youngestDays) * DAY_MS) / rows;
  for (let first = 0; first < rows; first += AT_A_TIME) {
    database.exec('BEGIN');
    for (let index = first; index < Math.min(rows, first + AT_A_TIME); index++)
      write(Math.floor(oldest + index * apart), index);
    database.exec('COMMIT');
  }
}

const chatOf = (index) => FIRST_CHAT + (index % CHATS);

function personAt(at, index) {
  const [when, name] = [new Date(at), `Person ${index}`];
  return {
    user: {
      ...{ id: `user-${index}`, telegramId: chatOf(index), name, telegramUsername: `person_${index}` },
      ...{ email: `person${index}@example.org`, createdAt: when, signedInAt: when },
    },
    chat: {
      ...{ botId: 1, chatId: chatOf(index), language: 'en', name, username: `person_${index}` },
      ...{ unanswered: 0, updatedAt: when },
    },
  };
}

function entryAt(at, index) {
  const who = { kind: 'user', id: `user-${(index * 7919) % CHATS}` };
  return {
    ...{ id: idAt(at), at: new Date(at), action: 'sign_in.succeeded', actor: who, subject: who },
    ...{ browser: 'Firefox', system: 'Linux', origin: 'DAJ5kep46MS7', requestId: idAt(at) },
    details: { purpose: 'login', door: 'otp', verification: idAt(at) },
  };
}

function signInAt(at, index) {
  const chat = chatOf(index * 7919);
  const [id, deliveryId] = [idAt(at), idAt(at)];
  const verification = {
    ...{ id, link_id: idAt(at), nonce: randomId(), generation: 1, revision: 4, status: 'verified', door: 'otp' },
    ...{ name: 'Ann Example', email: `ann${index}@example.org`, browser: 'Firefox', system: 'Linux', attempts: 1 },
    ...{ bot_id: 1, chat_id: chat, delivery_id: deliveryId, origin: '203.0.113.7', user_id: randomId() },
    ...{ created_at: at, start_expires_at: at + 600_000, deadline_at: at + 180_000, sent_at: at + 200 },
    ...{ expires_at: at + 60_200, resend_at: at + 30_000, ended_at: at + 20_000 },
  };
  const delivery = {
    ...{ id: deliveryId, verification_id: id, bot_id: 1, chat_id: chat, language: 'en', state: 'deleted' },
    ...{ claims: 2, attempts: 1, removal_attempts: 1, interrupted: 0, requested_at: at, deadline_at: at + 180_000 },
    ...{ message_id: index + 1, sent_at: at + 200, delete_at: at + 20_000, deleted_at: at + 20_100 },
    steps: JSON.stringify([
      { at: at + 200, kind: 'sent', attempts: 1 },
      { at: at + 20_100, kind: 'deleted', attempts: 1 },
    ]),
  };
  return { verification, delivery };
}

const randomId = () => randomBytes(16).toString('base64url');
const idAt = (at) => at.toString(36).padStart(9, '0') + randomId();
