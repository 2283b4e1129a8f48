const { writeSync } = require('node:fs');
const { relative } = require('node:path');

const STAY_ALIVE_MS = 60_000;
const ON_MONGODB = ['mongo', 'again'];

/** One line per test file, skipped tests by name, failures in full at once and at the end; test.mjs gets the counts. */
class PlainReporter {
  constructor(globalConfig) {
    this.root = globalConfig.rootDir;
    this.failures = [];
  }

  /** While a dead worker is restarted, nothing else keeps the run from ending half-way, as a success. */
  onRunStart() {
    this.stayAlive = setInterval(() => undefined, STAY_ALIVE_MS);
  }

  onTestFileResult(test, result) {
    const file = relative(this.root, test.path).replaceAll('\\', '/');
    const isFailed = result.numFailingTests > 0 || result.testExecError !== undefined;
    const seconds = (result.perfStats.runtime / 1000).toFixed(1);
    const store = ON_MONGODB.includes(test.context.config.displayName?.name) ? ' on MongoDB' : '';
    const line = `${isFailed ? 'FAILED' : 'passed'}  ${file}${store} (${result.numPassingTests} tests, ${seconds} s)`;
    const failure = isFailed && `${line}\n${describe(result)}`;
    print(failure || line);
    if (failure) this.failures.push(failure);
    for (const { status, fullName } of result.testResults)
      if (status === 'pending' || status === 'todo' || status === 'disabled')
        print(`skipped  ${file}${store}: ${fullName}`);
  }

  onRunComplete(_contexts, results) {
    clearInterval(this.stayAlive);
    this.failures.forEach(print);
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const counts = JSON.stringify({ passed: results.numPassedTests, failed, skipped });
    if (process.env.TEST_COUNTS_FD) writeSync(Number(process.env.TEST_COUNTS_FD), counts);
  }
}

function describe({ failureMessage, console: lines = [] }) {
  return [failureMessage ?? '', ...lines.map(({ type, message }) => `  console.${type}: ${message}`)].join('\n');
}

/** Everything goes to one stream, so that nothing overtakes the last line. */
function print(text) {
  process.stdout.write(`${text}\n`);
}

module.exports = PlainReporter;
