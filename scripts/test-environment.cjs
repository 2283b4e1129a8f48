const asyncHooks = require('node:async_hooks');
const vm = require('node:vm');
const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const { OpenHandles, watchOpeners } = require('./open-handles.cjs');

/** What test/harness/until.ts is waiting for. */
const WAITS = Symbol.for('telega2go.waits');
/** Where jest-circus keeps in the realm who is told of each test. */
const LISTENERS = Symbol.for('EVENT_HANDLERS');
/** Stands for Node's own realm, which `vm` cannot be given; jest compiles files for the realm its environment names. */
const THIS_REALM = vm.createContext({});
const compile = vm.compileFunction;
/** By file: the source, and what it was compiled to. */
const compiled = new Map();
let isCovered = false;

/**
 * A file's code is compiled once per worker, though it runs anew for each test file: compiling it again, and each
 * function in it, took a tenth of a run's time. With coverage, it is compiled each time, as jest expects.
 */
vm.compileFunction = (source, parameters, { parsingContext, ...options } = {}) => {
  if (parsingContext !== THIS_REALM) return compile(source, parameters, { ...options, parsingContext });
  const key = `${options.filename} ${parameters}`;
  const known = compiled.get(key);
  if (known?.source === source && !isCovered) return known.code;
  const code = compile(source, parameters, options);
  compiled.set(key, { source, code });
  return code;
};

watchOpeners();

/**
 * Jest creates a storage for each file and never removes it, and Node 20 goes through all of them at each promise: the
 * more files a worker had run, the slower it was.
 */
const storagesOfJest = new Set();
let isSpoilt = false;
asyncHooks.AsyncLocalStorage = class extends asyncHooks.AsyncLocalStorage {
  constructor(...args) {
    super(...args);
    if (new Error().stack.includes('jest-circus')) storagesOfJest.add(this);
  }
};

/**
 * The test files of a worker share its realm, and with it the packages that scripts/test-runtime.cjs loads once:
 * loading them again for each file took half of a run's time. A file that leaves a timer, socket, server, watcher or
 * process behind fails, and says what opened it.
 */
class SharedEnvironment {
  constructor({ globalConfig, projectConfig }) {
    isCovered = globalConfig.collectCoverage;
    // Otherwise the listeners of each file that the worker has run would hear of every later test.
    delete globalThis[LISTENERS];
    this.global = globalThis;
    Object.assign(globalThis, projectConfig.globals);
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimers = null;
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {
    this.variables = { ...process.env };
    this.handles = new OpenHandles();
  }

  handleTestEvent({ name, test }) {
    if (name === 'test_done') this.tellWhatWasWaitedFor(test.errors);
    if (name === 'test_done' && test.errors.length > 0) this.hasFailures = true;
    if (name === 'hook_failure') this.hasFailures = true;
  }

  /**
   * A failed test often leaves things open, and its own message says more. What it left goes on opening others, so the
   * files that the worker runs later are not checked.
   */
  async teardown() {
    const left = isSpoilt ? [] : await this.handles.left();
    this.fakeTimersModern.dispose();
    process.env = this.variables;
    for (const storage of storagesOfJest) storage.disable();
    storagesOfJest.clear();
    if (left.length === 0) return;
    if (!this.hasFailures) throw new LeftOpen(left);
    isSpoilt = true;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return THIS_REALM;
  }

  /** The runner only says that its limit was reached. Whatever still waits is ended here. */
  tellWhatWasWaitedFor(errors) {
    const waits = [...(globalThis[WAITS] ?? [])].map(String);
    globalThis[WAITS]?.clear();
    if (errors.length > 0 && waits.length > 0)
      errors.push([new Error(`It was waiting for: ${waits.join('; ')}`), undefined]);
  }
}

class LeftOpen extends Error {
  constructor(left) {
    super(`The tests of this file left open handles behind:\n${left.join('\n')}`);
    this.stack = this.message;
  }
}

module.exports = SharedEnvironment;
