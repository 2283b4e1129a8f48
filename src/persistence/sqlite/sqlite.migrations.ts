import type { SqliteConnection } from './sqlite.driver';

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
  `
  -- Who asked for what, and from where; whom it was; what others have not been told yet.
  ALTER TABLE verifications ADD COLUMN purpose TEXT NOT NULL DEFAULT 'register';
  ALTER TABLE verifications ADD COLUMN origin TEXT NOT NULL DEFAULT '';
  ALTER TABLE verifications ADD COLUMN link_bot_id INTEGER;
  ALTER TABLE verifications ADD COLUMN user_id TEXT;
  ALTER TABLE verifications ADD COLUMN reason TEXT;
  ALTER TABLE verifications ADD COLUMN collected_by TEXT;
  ALTER TABLE verifications ADD COLUMN untold TEXT;
  CREATE INDEX verifications_untold ON verifications (id) WHERE untold IS NOT NULL;
  -- What was meant for a person and has no message by which it could be found.
  CREATE INDEX verifications_unsent ON verifications (chat_id) WHERE failure = 'bot_not_started';

  -- Who signs in by a username is found by what Telegram has told of it.
  ALTER TABLE chats ADD COLUMN name TEXT;
  -- What nobody asked for is counted there, and in the end no longer sent.
  ALTER TABLE chats ADD COLUMN paused_at INTEGER;
  ALTER TABLE chats ADD COLUMN unanswered INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX chats_username ON chats (lower(username)) WHERE username IS NOT NULL;

  -- What a person chose, what was proven of them, what keeps them out, and who has not been told of them yet.
  ALTER TABLE users ADD COLUMN language TEXT;
  ALTER TABLE users ADD COLUMN phone_verified_at INTEGER;
  ALTER TABLE users ADD COLUMN disabled_at INTEGER;
  ALTER TABLE users ADD COLUMN suspended_at INTEGER;
  ALTER TABLE users ADD COLUMN untold TEXT;
  CREATE INDEX users_untold ON users (id) WHERE untold IS NOT NULL;
  -- Administrators look for people by how a name, a username or an e-mail begins, and for those who may not come in.
  -- SQLite makes letters of ASCII small, and no others.
  ALTER TABLE users ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
  CREATE INDEX users_name ON users (name_key);
  CREATE INDEX users_username ON users (lower(telegram_username));
  CREATE INDEX users_disabled ON users (id) WHERE disabled_at IS NOT NULL;
  CREATE INDEX users_suspended ON users (id) WHERE suspended_at IS NOT NULL;
  -- Accounts that are gone, until nothing of them is left to be erased and told: few rows at any time.
  CREATE TABLE closures (
    id TEXT PRIMARY KEY,
    telegram_id INTEGER,
    closed_by TEXT NOT NULL,
    closed_at INTEGER NOT NULL,
    noted INTEGER NOT NULL,
    untold TEXT
  ) STRICT, WITHOUT ROWID;

  -- Where a place is signed in from, and by what it goes on: hashes of tokens, which nobody can turn into tokens.
  ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
  ALTER TABLE sessions ADD COLUMN used_at INTEGER;
  ALTER TABLE sessions ADD COLUMN ended_at INTEGER;
  ALTER TABLE sessions ADD COLUMN family_hash TEXT;
  ALTER TABLE sessions ADD COLUMN token_hash TEXT;
  ALTER TABLE sessions ADD COLUMN rotated_at INTEGER;
  -- What has long been over is erased, without looking at the rest.
  CREATE INDEX sessions_expire ON sessions (expires_at);

  -- Keys of requests that nobody repeats any more are forgotten, without looking at the rest.
  CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);

  -- What other services are told: once a row is there, it is told until they have taken it or it is given up.
  CREATE TABLE webhooks (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at INTEGER,
    holder TEXT,
    claims INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    status INTEGER,
    error TEXT,
    ended_at INTEGER
  ) STRICT, WITHOUT ROWID;
  -- A row that is over has no due time and leaves the index.
  CREATE INDEX webhooks_due ON webhooks (due_at) WHERE due_at IS NOT NULL;
  -- Operators look up what was given up, and one kind, newest first, whatever the history.
  CREATE INDEX webhooks_failed ON webhooks (id) WHERE state = 'failed';
  CREATE INDEX webhooks_type ON webhooks (type, id);

  -- What happened, for good: a chain that only grows at its end, and is only cut at its beginning.
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    action TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT,
    subject_kind TEXT,
    subject_id TEXT,
    browser TEXT,
    system TEXT,
    origin TEXT,
    request_id TEXT,
    details TEXT,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  -- Operators look up a time, an action by a kind of actor, a kind of actor, somebody, something, newest first,
  -- whatever the history.
  CREATE INDEX audit_at ON audit (at);
  CREATE INDEX audit_action ON audit (action, actor_kind, at);
  CREATE INDEX audit_actor_kind ON audit (actor_kind, at);
  CREATE INDEX audit_actor ON audit (actor_id, at) WHERE actor_id IS NOT NULL;
  CREATE INDEX audit_subject ON audit (subject_id, at) WHERE subject_id IS NOT NULL;
  -- The last entry that was erased, on which the first that is left hangs.
  CREATE TABLE audit_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- Decoys of sign-ins by a name, and the second bot of their start links.
  DELETE FROM deliveries WHERE chat_id < 0;
  DELETE FROM verifications WHERE chat_id IS NULL AND delivery_id IS NOT NULL;
  ALTER TABLE verifications DROP COLUMN link_bot_id;
  DROP INDEX chats_username;
  `,
  `
  -- Messages into a chat that somebody typed wait behind all others, and take turns among themselves.
  ALTER TABLE verifications ADD COLUMN unproven INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE deliveries ADD COLUMN turn_at INTEGER;
  CREATE INDEX deliveries_turn ON deliveries (bot_id, turn_at) WHERE turn_at IS NOT NULL AND due_at IS NOT NULL;
  `,
  `
  -- By whose API key: no other may see it.
  ALTER TABLE verifications ADD COLUMN asked_by TEXT;
  `,
  `
  -- An e-mail is a label: several accounts may have the same. SQLite cannot take UNIQUE away from a column.
  CREATE TABLE users_without (
    id TEXT PRIMARY KEY,
    telegram_id INTEGER NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT,
    phone TEXT,
    telegram_username TEXT,
    created_at INTEGER NOT NULL,
    signed_in_at INTEGER NOT NULL,
    language TEXT,
    phone_verified_at INTEGER,
    disabled_at INTEGER,
    suspended_at INTEGER,
    untold TEXT,
    name_key TEXT NOT NULL DEFAULT ''
  ) STRICT, WITHOUT ROWID;
  INSERT INTO users_without SELECT * FROM users;
  DROP TABLE users;
  ALTER TABLE users_without RENAME TO users;
  CREATE INDEX users_untold ON users (id) WHERE untold IS NOT NULL;
  CREATE INDEX users_name ON users (name_key);
  CREATE INDEX users_email ON users (email);
  CREATE INDEX users_username ON users (lower(telegram_username));
  CREATE INDEX users_disabled ON users (id) WHERE disabled_at IS NOT NULL;
  CREATE INDEX users_suspended ON users (id) WHERE suspended_at IS NOT NULL;
  `,
  `
  -- Browsers and API clients that an account knows, by the hash of what they hold.
  CREATE TABLE devices (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    browser TEXT NOT NULL,
    system TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX devices_user ON devices (user_id, used_at);
  CREATE INDEX devices_session ON devices (session_id);
  CREATE INDEX devices_used ON devices (used_at);
  `,
  `
  -- Of the cookie of the browser that began it: the id alone opens nothing there.
  ALTER TABLE verifications ADD COLUMN flow_hash TEXT;
  `,
  `
  -- "This wasn't me" ends it like a cancellation, and the waiting page tells the two apart.
  ALTER TABLE verifications ADD COLUMN denied INTEGER;
  `,
  `
  -- What a session changed of its account, as JSON: its owner may have it undone.
  ALTER TABLE sessions ADD COLUMN changed TEXT;
  `,
  `
  -- What a session was opened on: who disowns one ends the others that were opened there since.
  ALTER TABLE sessions ADD COLUMN device_id TEXT;
  `,
  `
  -- Refresh tokens that were used just now, as JSON: they are refused, and end nothing yet. What rotated_at was for is gone.
  ALTER TABLE sessions ADD COLUMN used_tokens TEXT;
  -- An access token of it was not shown yet, and who was let in may repeat the request whose answer was lost.
  ALTER TABLE sessions ADD COLUMN unused INTEGER;
  -- What a request that lets somebody in may be repeated with: hashes of its key and its secret.
  ALTER TABLE verifications ADD COLUMN used_with TEXT;
  ALTER TABLE verifications ADD COLUMN collected_with TEXT;
  `,
  `
  -- For how long Telegram wants nothing from a bot.
  CREATE TABLE bot_pauses (
    bot_id INTEGER PRIMARY KEY,
    asked_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- How an account began, as JSON, until the audit has it.
  ALTER TABLE users ADD COLUMN beginning TEXT;
  CREATE INDEX users_beginning ON users (id) WHERE beginning IS NOT NULL;
  `,
  `
  -- What was tried before, and goes before what comes later.
  CREATE INDEX deliveries_again ON deliveries (bot_id, deadline_at) WHERE state = 'queued' AND claims > 0;
  `,
  `
  -- What ended it, in one word: more than whether it was denied, which nothing asks for any more.
  ALTER TABLE verifications ADD COLUMN end_reason TEXT;
  `,
  `
  -- By which request it began: the reference that a person in trouble is shown.
  ALTER TABLE verifications ADD COLUMN request_id TEXT;
  -- Operators look up what nobody came in by: by what was typed, from where, and the reference; and messages by their error.
  CREATE INDEX verifications_request ON verifications (request_id) WHERE request_id IS NOT NULL;
  CREATE INDEX verifications_name ON verifications (name) WHERE name <> '';
  CREATE INDEX verifications_email ON verifications (email) WHERE email <> '';
  CREATE INDEX verifications_username ON verifications (telegram_username) WHERE telegram_username IS NOT NULL;
  CREATE INDEX verifications_origin ON verifications (origin) WHERE origin <> '';
  CREATE INDEX deliveries_error ON deliveries (error, id) WHERE error IS NOT NULL;
  `,
  `
  -- What a person was asked for by the operator, and would rather not give.
  ALTER TABLE users ADD COLUMN skipped_asks TEXT;
  `,
  `
  -- What Telegram showed last as an account's profile picture; NULL where it showed none.
  CREATE TABLE portraits (
    user_id TEXT PRIMARY KEY,
    fetched_at INTEGER NOT NULL,
    jpeg BLOB
  ) STRICT;
  CREATE INDEX portraits_fetched ON portraits (fetched_at);
  `,
  `
  -- What the OpenID provider remembers, by the hash of what names it: codes, tokens, consents, signed-in browsers.
  CREATE TABLE oidc_records (
    id TEXT PRIMARY KEY,
    model TEXT NOT NULL,
    session_id TEXT,
    grant_id TEXT,
    user_id TEXT,
    app_id TEXT,
    user_code_hash TEXT,
    sealed TEXT NOT NULL,
    consumed_at INTEGER,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX oidc_records_session ON oidc_records (session_id) WHERE session_id IS NOT NULL;
  CREATE INDEX oidc_records_grant ON oidc_records (grant_id) WHERE grant_id IS NOT NULL;
  CREATE INDEX oidc_records_user ON oidc_records (user_id) WHERE user_id IS NOT NULL;
  CREATE INDEX oidc_records_user_code ON oidc_records (user_code_hash) WHERE user_code_hash IS NOT NULL;
  CREATE INDEX oidc_records_over ON oidc_records (expires_at);
  `,
  `
  -- The app that a verification lets somebody in to; NULL where no app has sent them here.
  ALTER TABLE verifications ADD COLUMN app_id TEXT;
  `,
  `
  -- Apps that administrators register; lists are JSON, and of each secret its hash alone is kept.
  CREATE TABLE apps (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    domain TEXT,
    logo TEXT,
    color TEXT,
    redirect_uris TEXT NOT NULL,
    post_logout_redirect_uris TEXT NOT NULL,
    backchannel_logout_uri TEXT,
    is_public INTEGER NOT NULL,
    is_first_party INTEGER NOT NULL,
    id_token_algorithm TEXT NOT NULL,
    subject_type TEXT,
    scopes TEXT NOT NULL,
    bot TEXT,
    return_to TEXT NOT NULL,
    secrets TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER,
    last_used_at INTEGER
  ) STRICT, WITHOUT ROWID;
  -- What an app holds ends when it is disabled.
  CREATE INDEX oidc_records_app ON oidc_records (app_id) WHERE app_id IS NOT NULL;
  `,
  `
  -- When an app was last given a token by what a person allowed it.
  ALTER TABLE oidc_records ADD COLUMN used_at INTEGER;
  `,
  `
  -- The e-mail that an account has proven, which is the last to have done so; and what its last code was derived from.
  ALTER TABLE users ADD COLUMN proven_email TEXT;
  ALTER TABLE users ADD COLUMN email_verified_at INTEGER;
  ALTER TABLE users ADD COLUMN email_challenge TEXT;
  CREATE UNIQUE INDEX users_proven_email ON users (proven_email) WHERE proven_email IS NOT NULL;
  `,
  `
  -- What a row is about: a message, the removal of one, or a test, told until now by its deadline and its verification.
  ALTER TABLE deliveries ADD COLUMN kind TEXT NOT NULL DEFAULT 'message';
  UPDATE deliveries SET kind = 'removal' WHERE deadline_at <= requested_at;
  UPDATE deliveries SET kind = 'test' WHERE verification_id = 'test' AND kind = 'message';
  `,
  `
  -- Sign-ins that apps are told the end of, by the name that the app knows them by.
  CREATE TABLE logouts (
    id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    due_at INTEGER,
    attempts INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX logouts_due ON logouts (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX logouts_session ON logouts (session_id);
  CREATE INDEX logouts_user ON logouts (user_id);
  CREATE INDEX logouts_app ON logouts (app_id);
  -- Until it is over and they know: sessions with such sign-ins.
  ALTER TABLE sessions ADD COLUMN has_apps INTEGER;
  CREATE INDEX sessions_apps ON sessions (expires_at) WHERE has_apps IS NOT NULL;
  `,
  `
  -- By which the back ends of an app have people confirm something.
  ALTER TABLE apps ADD COLUMN api_keys TEXT NOT NULL DEFAULT '[]';
  `,
  `
  -- What an app has of its own: lists are JSON, and what webhooks are signed by is sealed.
  ALTER TABLE apps ADD COLUMN languages TEXT;
  ALTER TABLE apps ADD COLUMN ways_in TEXT;
  ALTER TABLE apps ADD COLUMN session_hours INTEGER;
  ALTER TABLE apps ADD COLUMN audience TEXT;
  ALTER TABLE apps ADD COLUMN webhook_url TEXT;
  ALTER TABLE apps ADD COLUMN webhook_secrets TEXT NOT NULL DEFAULT '[]';
  -- The app whose endpoint is told; NULL where it is the one of the settings.
  ALTER TABLE webhooks ADD COLUMN app_id TEXT;
  -- Where an app is told that a sign-in has ended, and how, though the app is not there any more.
  ALTER TABLE logouts ADD COLUMN client TEXT;
  `,
  `
  -- In which language the owner of a chat wants to be spoken to who has no account.
  ALTER TABLE chats ADD COLUMN chosen_language TEXT;
  `,
  `
  -- By state: messages to send are found without a walk past all that wait to be deleted, and the other way round. By
  -- deadline and turn, what comes too late and what has no turn is told apart without a look at each row.
  DROP INDEX deliveries_due;
  CREATE INDEX deliveries_due ON deliveries (bot_id, state, due_at, deadline_at, turn_at) WHERE due_at IS NOT NULL;
  DROP INDEX deliveries_turn;
  CREATE INDEX deliveries_turn ON deliveries (bot_id, state, turn_at) WHERE turn_at IS NOT NULL AND due_at IS NOT NULL;
  `,
];

/** What SQL alone cannot do, by the version that it belongs to, in the same transaction as its SQL. */
export const fillings: Readonly<Record<number, (connection: SqliteConnection) => void>> = {
  5: fillNameKeys,
};

/** Makes people from before searchable by name, too. */
function fillNameKeys(connection: SqliteConnection): void {
  const fill = connection.prepare('UPDATE users SET name_key = ? WHERE id = ?');
  for (const { id, name } of connection.prepare('SELECT id, name FROM users').all() as { id: string; name: string }[])
    fill.run(name.toLowerCase(), id);
}
