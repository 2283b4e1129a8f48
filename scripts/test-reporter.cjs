const { relative } = require('node:path');

/** One line a test file, every failure in full, every skipped test by name; the counts go to scripts/test.mjs. */
class PlainReporter {
  constructor(globalConfig) {
    this.root = globalConfig.rootDir;
  }

  onTestFileResult(test, result) {
    const file = relative(this.root, test.path).replaceAll('\\', '/');
    const isFailed = result.numFailingTests > 0 || result.testExecError !== undefined;
    const seconds = (result.perfStats.runtime / 1000).toFixed(1);
    print(`${isFailed ? 'FAILED' : 'passed'}  ${file} (${result.numPassingTests} tests, ${seconds} s)`);
    if (isFailed) printFailure(result);
    for (const { status, fullName } of result.testResults)
      if (status === 'pending' || status === 'todo' || status === 'disabled') print(`skipped  ${file}: ${fullName}`);
  }

  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    process.send?.({ passed: results.numPassedTests, failed, skipped });
  }
}

function printFailure({ failureMessage, console: lines = [] }) {
  print(failureMessage ?? '');
  for (const { type, message } of lines) print(`  console.${type}: ${message}`);
}

/** Everything goes to one stream, so that nothing overtakes the last line. */
function print(text) {
  process.stdout.write(`${text}\n`);
}

module.exports = PlainReporter;
