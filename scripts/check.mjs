import { availableParallelism } from 'node:os';
import { endWith, runNode, tool } from './run.mjs';

const MAX_AT_ONCE = 4;

/** By content, not by modification time, which a checkout changes. */
const REMEMBERING = [
  '--cache',
  '--cache-strategy',
  'content',
  '--cache-location',
  'node_modules/.cache/prettier/check',
];

/** What `npm run check` runs; the slow parts start first. */
const parts = [
  {
    name: 'types and lint',
    args: () => [tool('oxlint'), '--type-aware', '--type-check', '--deny-warnings'],
  },
  { name: 'generated files', args: () => ['scripts/generate.mjs', '--check'] },
  {
    name: 'format',
    args: () => [tool('prettier'), '--check', '--log-level', 'warn', ...REMEMBERING, '.'],
  },
  {
    name: 'boundaries',
    args: () => [tool('dependency-cruiser', 'depcruise'), '--config', '.dependency-cruiser.cjs', 'src', 'test', 'web'],
  },
  { name: 'API document', args: () => ['scripts/lint-api.mjs'] },
  { name: 'links between documents', args: () => ['scripts/lint-links.mjs'] },
  { name: 'licences of what is shipped', args: () => ['scripts/licences.mjs', '--check'] },
];

try {
  const waiting = [...parts];
  const results = await Promise.all(
    Array.from({ length: Math.min(availableParallelism(), MAX_AT_ONCE) }, () => checkNext(waiting)),
  );
  process.exitCode = results.every(Boolean) ? 0 : 1;
} catch (error) {
  endWith(error);
}

/** Takes one part after another until none is left. @returns {Promise<boolean>} whether all of them passed */
async function checkNext(waiting) {
  const part = waiting.shift();
  if (!part) return true;
  const isFine = await check(part);
  return (await checkNext(waiting)) && isFine;
}

async function check({ name, args }) {
  const began = Date.now();
  const { code, output } = await runNode(args());
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  if (code !== 0) console.log(output.trimEnd());
  return code === 0;
}
