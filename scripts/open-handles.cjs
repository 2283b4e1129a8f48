const childProcess = require('node:child_process');
const net = require('node:net');
const timers = require('node:timers');
const timersPromises = require('node:timers/promises');

const OPENER = Symbol('opener');
const LOOK_EVERY_MS = 20;
/** How often to look before a file's handles must be closed; each look takes longer on a busy machine. */
const LOOKS = 150;
const FRAMES = 12;

/** Timers that were set and have neither fired nor been cleared, with the place that set them. */
const pending = new Map();
const realTimeout = timers.setTimeout;

/** From now on, each timer, socket, server and process remembers what opened it. */
function watchOpeners() {
  watchTimers();
  watchPauses();
  remember(net.Socket.prototype, 'connect');
  remember(net.Server.prototype, 'listen');
  remember(childProcess.ChildProcess.prototype, 'spawn');
}

function watchTimers() {
  for (const name of ['setTimeout', 'setInterval']) {
    const set = timers[name];
    const watched = function (work, ms, ...args) {
      const once = name === 'setTimeout';
      const timer = set(once && typeof work === 'function' ? ended : work, ms, ...args);
      function ended(...given) {
        pending.delete(timer);
        return work.apply(this, given);
      }
      pending.set(timer, here(watched));
      return timer;
    };
    Object.defineProperties(watched, Object.getOwnPropertyDescriptors(set));
    timers[name] = globalThis[name] = watched;
  }
  for (const name of ['clearTimeout', 'clearInterval']) {
    const clear = timers[name];
    timers[name] = globalThis[name] = (timer) => {
      pending.delete(timer);
      clear(timer);
    };
  }
}

/** `timers/promises` does not set its timers through the patched functions. */
function watchPauses() {
  const pause = timersPromises.setTimeout;
  timersPromises.setTimeout = function watched(ms, value, options) {
    const key = { hasRef: () => options?.ref !== false };
    pending.set(key, here(watched));
    return pause(ms, value, options).finally(() => pending.delete(key));
  };
}

function remember(prototype, method) {
  const open = prototype[method];
  prototype[method] = function watched(...args) {
    this[OPENER] = here(watched);
    return open.apply(this, args);
  };
}

/** The stack is turned into text only when it is read. */
function here(watched) {
  const place = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  Error.captureStackTrace(place, watched);
  Error.stackTraceLimit = limit;
  return place;
}

/** What keeps this process alive now, and did not when the test file began. */
class OpenHandles {
  constructor() {
    this.before = new Set(keepingAlive().map(({ handle }) => handle));
  }

  /** What is still open after some patience: a line each, with the lines of what opened it. */
  async left(looks = LOOKS) {
    const left = keepingAlive().filter(({ handle }) => !this.before.has(handle));
    if (left.length === 0 || looks === 0) return left.map(describe);
    await new Promise((resolve) => realTimeout(resolve, LOOK_EVERY_MS).unref());
    return this.left(looks - 1);
  }
}

function keepingAlive() {
  const handles = process._getActiveHandles().filter((handle) => !isOurs(handle) && (handle.hasRef?.() ?? true));
  const ofTimers = [...pending]
    .filter(([timer]) => timer.hasRef() && !timer._destroyed)
    .map(([handle, place]) => ({ handle, place }));
  return [...handles.map((handle) => ({ handle, place: handle[OPENER] })), ...ofTimers];
}

/** The runner's own: standard streams, and the pipe to the process that started this worker. */
const isOurs = (handle) =>
  handle === process.channel || [0, 1, 2].includes(handle.fd) || handle.constructor.name === 'Pipe';

function describe({ handle, place }) {
  const opener = (place?.stack ?? '').split('\n').slice(1).filter(isTelling).slice(0, 4);
  return [`- ${nameOf(handle)}${opener.length > 0 ? ', opened' : ''}`, ...opener].join('\n');
}

const isTelling = (line) => !line.includes('node:internal') && !line.includes('(node:');

function nameOf(handle) {
  if (pending.has(handle)) return handle._repeat ? 'an interval' : 'a timer';
  if (handle instanceof childProcess.ChildProcess) return `the process ${handle.pid} (${handle.spawnargs?.join(' ')})`;
  if (handle instanceof net.Server) return `a server at ${JSON.stringify(handle.address())}`;
  if (handle instanceof net.Socket) return `a socket from port ${handle.localPort} to ${handle.remotePort}`;
  return `a ${handle.constructor.name}`;
}

module.exports = { OpenHandles, watchOpeners };
