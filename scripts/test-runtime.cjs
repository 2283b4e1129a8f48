const { createRequire } = require('node:module');
const { dirname } = require('node:path');
const { default: Runtime } = require('jest-runtime');

/** Jest's own packages, which it provides per file, and whatever is not a package. */
const ITS_OWN = /^(@jest\/|jest-|\.|\/|node:)/;
const paths = new Map();

/**
 * Loads each package once per worker, by Node itself, and our own files anew for each test file: packages keep nothing
 * by which one test could affect another, and loading them takes longer than most tests. Therefore `jest.mock` cannot
 * mock a package; use `jest.spyOn`.
 */
class SharedPackages extends Runtime {
  requireModuleOrMock(from, name) {
    if (ITS_OWN.test(name)) return super.requireModuleOrMock(from, name);
    const path = pathOf(from, name);
    return path ? require(path) : super.requireModuleOrMock(from, name);
  }
}

/** Undefined for built-in modules. */
function pathOf(from, name) {
  const key = `${dirname(from)} ${name}`;
  if (!paths.has(key)) paths.set(key, createRequire(from).resolve(name));
  const path = paths.get(key);
  return path.includes('node_modules') ? path : undefined;
}

exports.default = SharedPackages;
exports.__esModule = true;
