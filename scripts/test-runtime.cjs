const { createRequire } = require('node:module');
const { dirname } = require('node:path');
const { default: Runtime } = require('jest-runtime');

/** Jest's own, which it hands out for each file; and what is no package. */
const ITS_OWN = /^(@jest\/|jest-|\.|\/|node:)/;
const paths = new Map();

/**
 * Loads each package once a worker, by Node itself, and our own files anew for each test file: packages keep nothing that
 * one test could do to another, and loading them takes longer than most tests. A package cannot be mocked by `jest.mock`
 * therefore; `jest.spyOn` does it.
 */
class SharedPackages extends Runtime {
  requireModuleOrMock(from, name) {
    if (ITS_OWN.test(name)) return super.requireModuleOrMock(from, name);
    const path = pathOf(from, name);
    return path ? require(path) : super.requireModuleOrMock(from, name);
  }
}

/** Undefined for what is built in. */
function pathOf(from, name) {
  const key = `${dirname(from)} ${name}`;
  if (!paths.has(key)) paths.set(key, createRequire(from).resolve(name));
  const path = paths.get(key);
  return path.includes('node_modules') ? path : undefined;
}

exports.default = SharedPackages;
exports.__esModule = true;
