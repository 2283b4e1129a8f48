/** Each entry brings the schema one version on; entries are only ever added. The version is SQLite's `user_version`. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE verifications (
    id TEXT PRIMARY KEY,
    link_id TEXT NOT NULL UNIQUE,
    nonce TEXT NOT NULL,
    generation INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    status TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT,
    telegram_username TEXT,
    bot_id INTEGER NOT NULL,
    chat_id INTEGER,
    delivery_id TEXT,
    browser TEXT NOT NULL,
    system TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    failure TEXT,
    door TEXT,
    created_at INTEGER NOT NULL,
    start_expires_at INTEGER NOT NULL,
    deadline_at INTEGER,
    sent_at INTEGER,
    expires_at INTEGER,
    resend_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,
    verification_id TEXT NOT NULL,
    bot_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at INTEGER,
    holder TEXT,
    claims INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    removal_attempts INTEGER NOT NULL,
    interrupted INTEGER NOT NULL,
    error TEXT,
    requested_at INTEGER NOT NULL,
    deadline_at INTEGER NOT NULL,
    message_id INTEGER,
    sent_at INTEGER,
    delete_at INTEGER,
    deleted_at INTEGER
  ) STRICT, WITHOUT ROWID;
  -- A finished row has no due time and leaves the index, so asking what is due never grows with history.
  CREATE INDEX deliveries_due ON deliveries (due_at) WHERE due_at IS NOT NULL;

  CREATE TABLE users (
    id TEXT PRIMARY KEY,
    telegram_id INTEGER NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT UNIQUE,
    phone TEXT,
    telegram_username TEXT,
    created_at INTEGER NOT NULL,
    signed_in_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE chats (
    chat_id INTEGER NOT NULL,
    bot_id INTEGER NOT NULL,
    language TEXT NOT NULL,
    username TEXT,
    blocked_at INTEGER,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (chat_id, bot_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    door TEXT NOT NULL,
    browser TEXT NOT NULL,
    system TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_user ON sessions (user_id);

  CREATE TABLE idempotency_keys (
    key_hash TEXT PRIMARY KEY,
    request_hash TEXT NOT NULL,
    verification_id TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE limits (
    key TEXT PRIMARY KEY,
    used INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX limits_end ON limits (ends_at);

  CREATE TABLE probe (id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
  `,
  `
  CREATE TABLE handled_updates (
    bot_id INTEGER NOT NULL,
    update_id INTEGER NOT NULL,
    taken_at INTEGER NOT NULL,
    PRIMARY KEY (bot_id, update_id)
  ) STRICT, WITHOUT ROWID;
  -- What Telegram can no longer send again is forgotten, without looking at the rest.
  CREATE INDEX handled_updates_taken ON handled_updates (taken_at);
  `,
  `
  -- Each bot's holder asks for what is due for its own.
  DROP INDEX deliveries_due;
  CREATE INDEX deliveries_due ON deliveries (bot_id, due_at) WHERE due_at IS NOT NULL;
  `,
  `
  -- What a row went through, appended by the write that settles it.
  ALTER TABLE deliveries ADD COLUMN steps TEXT NOT NULL DEFAULT '[]';
  -- Operators look up one sign-in's messages, one chat's, and those that failed, newest first, whatever the history.
  CREATE INDEX deliveries_verification ON deliveries (verification_id);
  CREATE INDEX deliveries_chat ON deliveries (chat_id);
  CREATE INDEX deliveries_failed ON deliveries (id) WHERE state = 'failed';
  ALTER TABLE verifications ADD COLUMN ended_at INTEGER;
  `,
];
