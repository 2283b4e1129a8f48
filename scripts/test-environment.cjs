const { TestEnvironment } = require('jest-environment-node');

const PATIENCE_MS = 3_000;
const LOOK_EVERY_MS = 20;
const WATCHED = [
  'Timeout',
  'TCPServerWrap',
  'TCPSocketWrap',
  'TLSWrap',
  'PipeServerWrap',
  'ProcessWrap',
  'FSEventWrap',
  'StatWatcher',
  'UDPWrap',
  'Worker',
];

/** Node's environment, in which a test file fails that leaves a timer, socket, server, watcher or process behind. */
class TidyEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.before = countHandles();
  }

  handleTestEvent({ name, test }) {
    if (name === 'test_done' && test.errors.length > 0) this.hasFailures = true;
  }

  /** A failed test often leaves things open, and its own message says more. */
  async teardown() {
    const left = this.hasFailures ? [] : await this.handlesLeft(Date.now() + PATIENCE_MS);
    await super.teardown();
    if (left.length > 0) throw new OpenHandles(left);
  }

  async handlesLeft(deadline) {
    const now = countHandles();
    const left = WATCHED.filter((kind) => now[kind] > this.before[kind]);
    if (left.length === 0 || Date.now() > deadline)
      return left.map((kind) => `${now[kind] - this.before[kind]} ${kind}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS).unref());
    return this.handlesLeft(deadline);
  }
}

class OpenHandles extends Error {
  constructor(left) {
    super(`The tests of this file left open handles behind: ${left.join(', ')}.`);
    this.stack = this.message;
  }
}

/** What keeps this process alive, by kind; the waiting of `handlesLeft` itself does not. */
function countHandles() {
  const active = process.getActiveResourcesInfo();
  return Object.fromEntries(WATCHED.map((kind) => [kind, active.filter((found) => found === kind).length]));
}

module.exports = TidyEnvironment;
