import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { build } from './build.mjs';
import { endWith, root } from './run.mjs';

/** `node scripts/house.mjs` measures the code: its size, its structure, and how much of it one sign-in runs through. */

const DIST = join(root, 'dist');
const MANY_PARAMETERS = 5;
const LONG_FUNCTION = 50;
const FULL_FOLDER = 15;
const require = createRequire(import.meta.url);

const isProduct = (file) => !/\.(test|contract|fixture)\.ts$/.test(file);
const linesOf = (text) => text.split('\n').length - 1;
const listOf = (...paths) =>
  execFileSync('git', ['ls-files', ...paths], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);

/** What the sources alone show. */
function measureText() {
  const files = listOf('src/*.ts', 'src/**/*.ts').filter(isProduct);
  const sources = files.map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
  const found = { assertions: 0, never: 0, constructors: 0, functions: [] };
  for (const { file, text } of sources)
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true), file, found);
  const byLength = found.functions.toSorted((one, other) => other.lines - one.lines);
  const bySize = sources
    .map(({ file, text }) => ({ file, lines: linesOf(text) }))
    .toSorted((a, b) => b.lines - a.lines);
  const counts = new Map();
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  return {
    'production lines': sources.reduce((sum, { text }) => sum + linesOf(text), 0),
    files: files.length,
    '`!`': found.assertions,
    '`as never`': found.never,
    [`constructors with over ${MANY_PARAMETERS} parameters`]: found.constructors,
    'largest function': `${byLength[0].lines} (${byLength[0].name})`,
    [`functions over ${LONG_FUNCTION} lines`]: byLength.filter(({ lines }) => lines > LONG_FUNCTION).length,
    'largest file': `${bySize[0].lines} (${bySize[0].file})`,
    [`folders over ${FULL_FOLDER} files`]:
      [...counts]
        .filter(([, count]) => count > FULL_FOLDER)
        .map(([folder, count]) => `${folder} ${count}`)
        .join(', ') || 0,
  };
}

function visit(node, file, found) {
  if (ts.isNonNullExpression(node)) found.assertions++;
  if (ts.isAsExpression(node) && node.type.kind === ts.SyntaxKind.NeverKeyword) found.never++;
  if (ts.isConstructorDeclaration(node) && node.parameters.length > MANY_PARAMETERS) found.constructors++;
  if (ts.isFunctionLike(node) && node.body) {
    const text = node.body.getText();
    found.functions.push({ name: `${file} ${node.name?.getText() ?? ''}`.trim(), lines: linesOf(text) + 1 });
  }
  ts.forEachChild(node, (child) => visit(child, file, found));
}

/** A person registers with a chat and types the code, and the message is deleted: in the sandbox, on its own store. */
async function measureStory() {
  const folder = mkdtempSync(join(tmpdir(), 'telega2go-house-'));
  const port = 20_000 + (process.pid % 20_000);
  const settings = { NODE_ENV: 'test', DATA_DIR: folder, DATABASE_URL: `sqlite:${folder}/store`, PORT: String(port) };
  const { createApp } = require(join(DIST, 'app.js'));
  const { loadConfig } = require(join(DIST, 'config/config.js'));
  const app = await createApp(loadConfig({ ...settings, LOG_LEVEL: 'silent' }));
  await app.listen(port, '127.0.0.1');
  const ask = askAt(`http://127.0.0.1:${port}`);
  try {
    await ask('POST', '/sandbox/api/start', { person: PERSON });
    const rooms = watchRooms(app);
    const coverage = await watchFiles();
    const { verification_id: id } = await ask('POST', '/api/register', APPLICANT);
    const entered = rooms();
    const code = await until(async () => codeIn(await ask('GET', `/sandbox/api/messages?person=${PERSON}`)));
    await ask('POST', '/api/verify-otp', { verification_id: id, otp: code });
    await until(async () => !codeIn(await ask('GET', `/sandbox/api/messages?person=${PERSON}`)));
    const files = await coverage();
    return {
      'files that one sign-in runs through, from the request to the deletion': files.length,
      'of these, without HTTP, store and what is asked on the way': files.filter(isOfStory).length,
      'changes of room in one register request': entered.filter((room, index) => room !== entered[index - 1]).length,
    };
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const PERSON = 4711;
const APPLICANT = { name: 'Ann Example', email: 'ann@example.org', telegram_chat_id: PERSON };
/** The rooms (top-level folders) that carry out the sign-in; the others are only asked. */
const OF_STORY = /^(registration|otp|verification|delivery|telegram|tokens)\//;
const isOfStory = (file) => OF_STORY.test(file) && !/\.(sqlite|table|module|dto|row)\.js$/.test(file);

const askAt = (origin) => async (method, path, body) => {
  const headers = { origin, ...(body && { 'content-type': 'application/json' }) };
  const answer = await fetch(origin + path, { method, headers, body: body && JSON.stringify(body) });
  return answer.headers.get('content-type')?.includes('json') ? answer.json() : undefined;
};

/** Until the bot has written, there is no such chat. */
const codeIn = (messages) =>
  Array.isArray(messages) ? messages.map(({ text }) => /\b\d{6}\b/.exec(text)?.[0]).find(Boolean) : undefined;

async function until(look) {
  for (;;) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Records which files' functions run from now on. @returns {Promise<() => Promise<string[]>>} */
async function watchFiles() {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return async () => {
    const { result } = await session.post('Profiler.takePreciseCoverage');
    session.disconnect();
    const isRun = ({ functions }) => functions.some(({ functionName, ranges }) => functionName && ranges[0].count > 0);
    return result
      .filter(({ url }) => url.startsWith(pathToFileURL(DIST + sep).href) && !url.includes('/sandbox/'))
      .filter(isRun)
      .map(({ url }) => relative(DIST, fileURLToPath(url)));
  };
}

/** Records the rooms of the providers whose methods are called from now on, in order. @returns {() => string[]} */
function watchRooms(app) {
  const calls = [];
  const files = new Map();
  for (const { filename, exports } of Object.values(require.cache))
    if (filename.startsWith(DIST + sep))
      for (const each of Object.values(exports)) files.set(each, relative(DIST, filename));
  for (const { providers, controllers } of app.container.getModules().values())
    for (const { instance } of [...providers.values(), ...controllers.values()]) {
      const kind = instance && Object.getPrototypeOf(instance);
      const file = kind && files.get(kind.constructor);
      if (!file?.includes(sep)) continue;
      const room = file.split(sep)[0];
      for (const name of Object.getOwnPropertyNames(kind)) {
        const { value } = Object.getOwnPropertyDescriptor(kind, name);
        if (name === 'constructor' || typeof value !== 'function') continue;
        instance[name] = function (...args) {
          calls.push(room);
          return value.apply(this, args);
        };
      }
    }
  return () => calls.splice(0);
}

try {
  await build();
  const figures = { ...measureText(), ...(await measureStory()) };
  for (const [name, figure] of Object.entries(figures)) console.log(`| ${name} | ${figure} |`);
} catch (error) {
  endWith(error);
}
