import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { fingerprint, isStale, removeStamp, writeStamp } from './freshness.mjs';
import { endWith, exitCodeOf, root } from './run.mjs';

const LOOK_MS = 10_000;
const PROBE_MS = 5_000;
const DOWNLOADS = 'https://fastdl.mongodb.org';
const PROXIES = [
  'https_proxy',
  'HTTPS_PROXY',
  'http_proxy',
  'HTTP_PROXY',
  'npm_config_proxy',
  'npm_config_https-proxy',
];

const folder = 'test/mongo-stand-in';
const standIn = {
  output: `${folder}/target/classes/MongoStandIn.class`,
  stamp: `${folder}/target/.built`,
  sources: [`${folder}/pom.xml`, `${folder}/MongoStandIn.java`],
};

/**
 * A MongoDB server for the tests: `MONGODB_URI`; else a mongod of our own, a replica set of one; else the stand-in.
 * @returns {Promise<Readonly<{ uri: string, kind: 'replica-set' | 'standalone' | 'stand-in', description: string,
 *   environment: Record<string, string>, stop: () => Promise<void> }> | Readonly<{ reason: string }>>}
 *   the server and the environment that passes it to the tests, or why there is none
 */
export async function startMongo(env = process.env) {
  if (env.MONGODB_URI) return useGiven(env.MONGODB_URI);
  const mongod = await startMongod(env);
  if (mongod.uri) return mongod;
  const stand = await startStandIn(env);
  const description = `the stand-in (mongo-java-server), which knows no replica set; no mongod: ${mongod.reason}`;
  return stand.uri
    ? { ...stand, description }
    : { reason: `no mongod: ${mongod.reason}; no stand-in: ${stand.reason}` };
}

async function useGiven(uri) {
  const { kind, version } = await look(uri).catch((error) => {
    throw new Error(`MONGODB_URI: ${firstLine(error)}`, { cause: error });
  });
  const product = kind === 'stand-in' ? 'the stand-in' : `mongod ${version}`;
  const set = { 'replica-set': ', replica set', standalone: ', no replica set', 'stand-in': '' }[kind];
  return {
    uri,
    kind,
    description: `MONGODB_URI (${product}${set})`,
    environment: toTests(uri, kind),
    stop: async () => {},
  };
}

/** Which kind of server answers. The stand-in is the only one that does not know `hello`. */
async function look(uri) {
  const { mongo } = (await import('mongoose')).default;
  const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: LOOK_MS, connectTimeoutMS: LOOK_MS });
  try {
    const admin = client.db('admin');
    const { version } = await admin.command({ buildInfo: 1 });
    const hello = await admin.command({ hello: 1 }).catch((error) => ({ isUnknown: error.code === 59 }));
    if (hello.isUnknown) return { kind: 'stand-in', version };
    return { kind: hello.setName || hello.msg === 'isdbgrid' ? 'replica-set' : 'standalone', version };
  } finally {
    await client.close();
  }
}

/** A binary that was named must work; one that was merely found or downloaded may not be for this machine. */
async function startMongod(env) {
  try {
    return await runMongod(await findMongod(env));
  } catch (error) {
    if (env.MONGOMS_SYSTEM_BINARY) throw new Error(`MONGOMS_SYSTEM_BINARY: ${firstLine(error)}`, { cause: error });
    return { reason: firstLine(error) };
  }
}

/** A mongod that is already here (`MONGOMS_SYSTEM_BINARY`, or downloaded before); otherwise one is downloaded now. */
async function findMongod(env) {
  const { DryMongoBinary, MongoBinary } = await import('mongodb-memory-server-core');
  const own = { MONGOMS_MAX_RETRIES: '1', MONGOMS_SYSTEM_BINARY_VERSION_CHECK: 'false' };
  for (const [name, value] of Object.entries(own)) process.env[name] ??= value;
  const present = await DryMongoBinary.locateBinary(DryMongoBinary.getEnsuredOptions());
  if (present) return present;
  if (env.MONGOMS_RUNTIME_DOWNLOAD !== 'false') await probeDownloads(env);
  return MongoBinary.getPath();
}

/** On a network that drops everything, a download waits a minute; probing its host does not. */
async function probeDownloads(env) {
  if (PROXIES.some((name) => env[name])) return;
  const host = new URL(env.MONGOMS_DOWNLOAD_URL ?? env.MONGOMS_DOWNLOAD_MIRROR ?? DOWNLOADS).origin;
  await fetch(host, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(PROBE_MS) }).catch((error) => {
    throw new Error(`${host} cannot be reached (${error.cause?.code ?? error.name})`, { cause: error });
  });
}

/** A replica set of one: the product wants a replica set, and it has change streams. */
async function runMongod(path) {
  const { MongoMemoryReplSet } = await import('mongodb-memory-server-core');
  const options = { binary: { systemBinary: path }, replSet: { count: 1, storageEngine: 'wiredTiger' } };
  // The package prints stacks in addition to what it throws, and also later, when nothing waits for it any more.
  console.warn = () => undefined;
  const server = await MongoMemoryReplSet.create(options);
  const uri = server.getUri();
  const { kind, version } = await look(uri);
  const environment = { ...toTests(uri, kind), TEST_MONGODB_MONGOD: path };
  // A Ctrl-C also reaches mongod, so there may be nothing left to stop.
  const stop = () => server.stop().catch(() => undefined);
  return { uri, kind, description: `a replica set of mongod ${version}`, environment, stop };
}

async function startStandIn(env) {
  const reason = await buildStandIn();
  if (reason) return { reason };
  const command = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : 'java';
  const path = ['classes', 'lib/*'].map((part) => join(root, folder, 'target', part)).join(delimiter);
  const quick = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dslf4j.internal.verbosity=ERROR'];
  const args = [...quick, '-cp', path, 'MongoStandIn'];
  const child = spawn(command, [...args, '0'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const started = await untilReady(child).catch((error) => ({ reason: whyNotStarted(error) }));
  if (started.reason) return started;
  const uri = `mongodb://127.0.0.1:${started.port}`;
  const environment = { ...toTests(uri, 'stand-in'), TEST_MONGODB_STAND_IN: JSON.stringify({ command, args }) };
  return { uri, kind: 'stand-in', environment, stop: () => endInput(child) };
}

/** @returns {Promise<string | undefined>} why it could not be built */
async function buildStandIn() {
  if (!isStale(standIn)) return undefined;
  const print = fingerprint(standIn.sources);
  removeStamp(standIn.stamp);
  const isWindows = process.platform === 'win32';
  const goals = ['compiler:compile', 'dependency:copy-dependencies'];
  const maven = spawn('mvn', ['-q', '-B', '-Dstyle.color=never', ...goals], {
    cwd: join(root, folder),
    stdio: ['ignore', 'pipe', 'pipe'],
    // On Windows, Maven is a script.
    shell: isWindows,
  });
  const said = listenTo(maven);
  const code = await exitCodeOf(maven).catch((error) => error.code);
  if (code === 'ENOENT') return 'there is no Maven (mvn) to build it';
  if (code !== 0)
    return `mvn could not build it: ${said().find((line) => line.includes('ERROR')) ?? `it ended with ${code}`}`;
  writeStamp(standIn.stamp, print);
  return undefined;
}

/** @returns {Promise<{ port: number }>} */
async function untilReady(child) {
  const said = listenTo(child);
  const ended = exitCodeOf(child).then((code) => {
    throw new Error(said()[0] ?? `it ended with ${code}`);
  });
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stdout }))
      if (line.startsWith('ready ')) return { port: Number(line.slice(6)) };
    return ended;
  })();
  return Promise.race([ready, ended]);
}

/** Reads what the process prints, so that it never blocks on us. @returns {() => string[]} the lines so far */
function listenTo(child) {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (text += bytes));
  return () => text.split('\n').filter((line) => line.trim());
}

async function endInput(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.stdin.end();
  await exit;
}

const toTests = (uri, kind) => ({ TEST_MONGODB_URI: uri, TEST_MONGODB_KIND: kind });

const whyNotStarted = (error) => (error.code === 'ENOENT' ? 'there is no Java (17 or newer)' : firstLine(error));

const firstLine = (error) => String(error.message ?? error).split('\n')[0];

/** For running single test files or the product: stays until Ctrl-C. `--once` only shows that a server is available. */
async function main() {
  const server = await startMongo();
  if (server.reason) throw new Error(server.reason);
  console.log(server.description);
  if (!process.argv.includes('--once')) await stay(server);
  await server.stop();
}

async function stay({ uri, environment }) {
  console.log('\n"npx jest" finds it by these lines:\n');
  for (const [name, value] of Object.entries(environment)) console.log(`export ${name}='${value}'`);
  console.log(`\nThe product finds it by DATABASE_URL='${withDatabase(uri)}'. Ctrl-C ends it.`);
  const wait = setInterval(() => undefined, 60_000);
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  clearInterval(wait);
}

const withDatabase = (uri) => uri.replace(/^([^/]+\/\/[^/?]+)\/?(?=\?|$)/, '$1/telega2go');

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main().catch(endWith);
