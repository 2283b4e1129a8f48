'use strict';

/**
 * Loaded before the product (`node --require`), and before any other hook: what packages and the product hold is found,
 * read and compiled once, and kept under node_modules/.cache, since that is most of a start and tests start the product
 * hundreds of times. A file of the product that was built anew is loaded anew. A process that ends by itself adds what it
 * had to load.
 */
const { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join, sep } = require('node:path');
const { cachedDataVersionTag, deserialize, serialize } = require('node:v8');
const vm = require('node:vm');

const PACKAGES = join(__dirname, '../../node_modules') + sep;
const PRODUCT = join(__dirname, '../../dist') + sep;
const FOLDER = join(PACKAGES, '.cache/telega2go');
const FILE = join(FOLDER, `start-${process.version}-${cachedDataVersionTag()}-${installedAt()}`);

/** Paths by who asks for what; sources, their compiled code, and when the product's own were built, by path. */
const { paths, sources, codes, times } = read();
const loaded = new Map();
let hasNews = false;

/** Packages change when npm installs them, and it writes this file then. */
function installedAt() {
  const { mtimeMs, size } = statSync(join(PACKAGES, '.package-lock.json'), { throwIfNoEntry: false }) ?? {};
  return `${mtimeMs}-${size}`;
}

function read() {
  try {
    return deserialize(readFileSync(FILE));
  } catch {
    return { paths: new Map(), sources: new Map(), codes: new Map(), times: new Map() };
  }
}

/** Whoever reads it meanwhile has the old one whole. */
function write() {
  if (!hasNews) return;
  for (const [path, script] of loaded) codes.set(path, script.createCachedData());
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FILE}.${process.pid}`, serialize({ paths, sources, codes, times }));
  renameSync(`${FILE}.${process.pid}`, FILE);
}

const isKept = (path) => path.startsWith(PACKAGES) || path.startsWith(PRODUCT);

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, parent, isMain, options) {
  if (options || !parent?.filename) return resolve.call(this, request, parent, isMain, options);
  const key = `${dirname(parent.filename)}\0${request}`;
  const known = paths.get(key);
  if (known) return known;
  const path = resolve.call(this, request, parent, isMain, options);
  if (isKept(path)) {
    paths.set(key, path);
    hasNews = true;
  }
  return path;
};

const loadAsEver = Module._extensions['.js'];
Module._extensions['.js'] = function (module, path) {
  if (!isKept(path)) return loadAsEver(module, path);
  const script = compile(path);
  if (!script) return loadAsEver(module, path);
  const evaluate = script.runInThisContext();
  evaluate.call(module.exports, module.exports, requireFor(module), module, path, dirname(path));
};

/** @returns nothing where it is an ES module, which only Node's own loader can load */
function compile(path) {
  forgetIfBuiltAnew(path);
  const source = sources.get(path) ?? Module.wrap(readFileSync(path, 'utf8').replace(/^#!.*/, ''));
  const cachedData = codes.get(path);
  const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const script = scriptOf(source, { filename: path, cachedData, importModuleDynamically });
  if (script && !cachedData) {
    sources.set(path, source);
    loaded.set(path, script);
    hasNews = true;
  }
  return script;
}

function scriptOf(source, options) {
  try {
    return new vm.Script(source, options);
  } catch (error) {
    if (/outside a module|'export'/.test(error.message)) return undefined;
    throw error;
  }
}

function forgetIfBuiltAnew(path) {
  if (!path.startsWith(PRODUCT)) return;
  const { mtimeMs } = statSync(path);
  if (times.get(path) === mtimeMs) return;
  times.set(path, mtimeMs);
  sources.delete(path);
  codes.delete(path);
}

/** What Node hands to a file. */
function requireFor(module) {
  const require = (request) => module.require(request);
  require.resolve = (request, options) => Module._resolveFilename(request, module, false, options);
  require.resolve.paths = (request) => Module._resolveLookupPaths(request, module);
  return Object.assign(require, { main: process.mainModule, extensions: Module._extensions, cache: Module._cache });
}

/** Node warns of what makes `import()` work in a kept script, which is nothing that the product says. */
const emitWarning = process.emitWarning.bind(process);
process.emitWarning = (warning, ...rest) => {
  if (!String(warning).includes('USE_MAIN_CONTEXT_DEFAULT_LOADER')) emitWarning(warning, ...rest);
};

process.once('exit', write);
