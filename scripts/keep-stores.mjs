import { endWith, exitCodeOf, startNode, tool } from './run.mjs';

const TESTS = ['test/stories/kept-stores.test.ts', 'test/mongo/kept-stores.test.ts'];

/** Run with each migration: keeps a store of each kind, as the program leaves it, in test/stores unless it exists. */
async function keepStores() {
  const env = { ...process.env, KEPT_STORES: 'write' };
  const kept = startNode(['scripts/test.mjs', ...TESTS, '-t', 'one of this version is kept'], { env });
  if ((await exitCodeOf(kept)) !== 0) throw new Error('nothing is kept');
  await exitCodeOf(startNode([tool('prettier'), '--write', '--log-level', 'warn', 'test/stores']));
}

keepStores().catch(endWith);
