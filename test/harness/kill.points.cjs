'use strict';

/**
 * Loaded before the product (`node --require`): at a named step the process stops itself by SIGKILL. The product knows
 * nothing of it: the methods of its ports are wrapped when their files are loaded, and where one is missing the start
 * fails. The step stands in the file that KILL_AT_FILE names, which goes when the step is reached:
 *
 *   <before | during | after> <port>.<method> [<word that tells one call of it from another>]
 *
 * `during`: SQLite has done the write and is about to commit it; MongoDB was sent it, and its answer is not read. `after`:
 * it is committed, with SQLite together with what it shares the commit with.
 */
const { readFileSync, unlinkSync } = require('node:fs');
const Module = require('node:module');
const net = require('node:net');
const { join, relative, sep } = require('node:path');
const { Duplex } = require('node:stream');

const DIST = join(__dirname, '../../dist');
const FILE = process.env.KILL_AT_FILE;
const EXIT_TRAP_IS_BROKEN = 97;

const nothing = () => [];
const eventOf = ({ type }) => type.split('.')[1];

/** Of each method that a step may name: the words of one call. Of a claim: the states of what was claimed. */
const PORTS = {
  BotApi: { file: 'telegram/api/bot-api', methods: { call: ([method]) => [method] } },
  DeliveryRepository: {
    file: 'delivery/store/delivery.repository',
    methods: {
      insert: nothing,
      claimDue: (_, claims = []) => claims.map(({ state }) => state),
      settle: ([, { kind }]) => [kind],
      release: nothing,
      retire: nothing,
      takeOver: nothing,
      listSent: nothing,
    },
  },
  VerificationRepository: {
    file: 'verification/store/verification.repository',
    methods: {
      ...Object.fromEntries(
        ['insert', 'address', 'renew', 'rotate', 'markSent', 'fail', 'consume', 'lock', 'cancel'].map((name) => [
          name,
          nothing,
        ]),
      ),
      removePendingEvent: ([, event]) => [event.split(':')[0]],
    },
  },
  WebhookRepository: {
    file: 'webhooks/store/webhook.repository',
    methods: {
      insert: ([webhook]) => [eventOf(webhook)],
      claimDue: (_, claims = []) => claims.map(eventOf),
      settle: ([webhook]) => [eventOf(webhook)],
    },
  },
  SessionRepository: {
    file: 'session/store/session.repository',
    methods: { insert: nothing, attachApps: nothing, end: nothing, endAll: nothing, detachApps: nothing },
  },
  OidcRecordRepository: {
    file: 'oidc/store/oidc.record.repository',
    methods: { put: ([{ model }]) => [model], consume: nothing, erase: nothing },
  },
  LogoutRepository: {
    file: 'oidc/logout/store/logout.repository',
    methods: {
      keep: nothing,
      endBySession: nothing,
      claimDue: (_, claims = []) => claims.map(() => 'one'),
      forget: nothing,
    },
  },
  UserRepository: {
    file: 'account/users/user.repository',
    methods: { insert: nothing, change: nothing, remove: nothing, markNoted: nothing },
  },
  AuditRepository: {
    file: 'audit/store/audit.repository',
    methods: { append: ([{ action }]) => [action.split('.')[1]] },
  },
  AccountDeletionRepository: {
    file: 'account/deletion/account.deletion.repository',
    methods: { insert: nothing, markNoted: nothing, markErased: nothing },
  },
  TraceRepository: { file: 'privacy/trace/trace.repository', methods: { erase: nothing } },
  IdempotencyRepository: { file: 'otp/idempotency/idempotency.repository', methods: { claim: nothing } },
  HandledUpdateRepository: {
    file: 'registration/bot/handled-update.repository',
    methods: { take: nothing, finish: nothing },
  },
};

/** The beginning of a command that changes documents, as it goes over the wire: its name, and its collection's. */
const CHANGE =
  /(?:insert|update|findAndModify|delete)\0.{4}(?:deliveries|verifications|sessions|handled_updates|webhooks|users|closures|audit|oidc_records|logouts)\0/s;

const seen = new Set();
/** The call of a `during` step that is under way, or waits for its commit. */
let writing;
/** SQLite's. */
let isInTransaction = false;
/** An `after` step is reached, but for the commit. */
let isDoomed = false;

function fail(message) {
  process.stderr.write(`kill.points: ${message}\n`);
  process.exit(EXIT_TRAP_IS_BROKEN);
}

/** Nothing follows: not another turn of the event loop, not another line. */
function die() {
  unlinkSync(FILE);
  process.kill(process.pid, 'SIGKILL');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function dieOnceCommitted() {
  if (isInTransaction) isDoomed = true;
  else die();
}

/** The step that is set now, if any. */
function armedStep() {
  let text;
  try {
    text = readFileSync(FILE, 'utf8');
  } catch {
    return undefined;
  }
  const [, when, port, method, word] = /^(before|during|after) (\w+)\.(\w+)(?: (\w+))?$/.exec(text) ?? [];
  const isStep = PORTS[port]?.methods[method] && !(when === 'during' && port === 'BotApi');
  if (!isStep) fail(`there is no such step: ${text}`);
  return { when, name: `${port}.${method}`, word };
}

function isReached(when, name, words) {
  const step = armedStep();
  return step?.when === when && step.name === name && (step.word === undefined || words.includes(step.word));
}

function wrapMethod(prototype, port, method) {
  const original = prototype[method];
  const wordsOf = PORTS[port].methods[method];
  const name = `${port}.${method}`;
  if (typeof original !== 'function') fail(`${port} has no method ${method} any more`);
  prototype[method] = async function (...args) {
    if (isReached('before', name, wordsOf(args))) die();
    const isWatched = isReached('during', name, wordsOf(args));
    if (isWatched) writing = name;
    try {
      const result = await original.apply(this, args);
      if (isReached('after', name, wordsOf(args, result))) dieOnceCommitted();
      return result;
    } finally {
      if (isWatched && !isInTransaction) writing = undefined;
    }
  };
}

function wrapPort(port, exports) {
  const found = Object.entries(exports).find(([name]) => name === port || /^(Sqlite|Mongo)/.test(name));
  if (!found) fail(`${port} is not where it was`);
  for (const method of Object.keys(PORTS[port].methods)) wrapMethod(found[1].prototype, port, method);
  seen.add(port);
}

function wrapCommit(exports) {
  const open = exports.openConnection;
  exports.openConnection = (...args) => {
    const connection = open(...args);
    const exec = connection.exec.bind(connection);
    const value = (sql) => {
      if (writing && sql === 'COMMIT') die();
      exec(sql);
      if (sql === 'BEGIN IMMEDIATE') isInTransaction = true;
      if (sql === 'COMMIT' || sql === 'ROLLBACK') isInTransaction = false;
      if (isDoomed && !isInTransaction) die();
    };
    Object.defineProperty(connection, 'exec', { value });
    return connection;
  };
  seen.add('commit');
}

/** The kernel has the bytes when `write` returns, and sends them although we are gone. */
function wrapSocket() {
  net.Socket.prototype.write = function (bytes, ...rest) {
    const isTaken = Duplex.prototype.write.call(this, bytes, ...rest);
    if (writing && Buffer.isBuffer(bytes) && isChange(bytes.toString('latin1'))) die();
    return isTaken;
  };
}

/** Who claims takes over first what others left: that is no claim. */
const isChange = (text) =>
  CHANGE.test(text) && (writing !== 'DeliveryRepository.claimDue' || text.includes('isInterrupted'));

function wrapLoaded(filename, exports) {
  const file = relative(DIST, filename).split(sep).join('/');
  if (file === 'persistence/sqlite/sqlite.driver.js') wrapCommit(exports);
  const port = Object.keys(PORTS).find((name) =>
    ['.js', '.sqlite.js', '.mongo.js'].some((end) => file === PORTS[name].file + end && isOfStore(name, end)),
  );
  if (port) wrapPort(port, exports);
  if (file === 'main.js')
    for (const name of [...Object.keys(PORTS), 'commit']) if (!seen.has(name)) fail(`${name} was not loaded`);
}

/** Beside a repository's two stores lies the port that they implement. */
const isOfStore = (port, end) => (end === '.js') === (port === 'BotApi');

if (!FILE) fail('KILL_AT_FILE is not set');
wrapSocket();
const load = Module._extensions['.js'];
Module._extensions['.js'] = function (module, filename) {
  load.call(this, module, filename);
  if (filename.startsWith(DIST + sep)) wrapLoaded(filename, module.exports);
};
