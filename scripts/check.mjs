import { availableParallelism } from 'node:os';
import { endWith, runNode, tool } from './run.mjs';

const MAX_AT_ONCE = 4;

/** What `npm run check` looks at; the slow ones begin first. */
const parts = [
  { name: 'lint', args: () => [tool('eslint'), '.', '--max-warnings', '0'] },
  { name: 'generated files', args: () => ['scripts/generate.mjs', '--check'] },
  { name: 'types of the server', args: () => [tool('typescript', 'tsc'), '-p', 'tsconfig.json'] },
  { name: 'types of the PWA', args: () => [tool('typescript', 'tsc'), '-p', 'web/tsconfig.json'] },
  { name: 'types of its service worker', args: () => [tool('typescript', 'tsc'), '-p', 'web/worker'] },
  {
    name: 'boundaries',
    args: () => [tool('dependency-cruiser', 'depcruise'), '--config', '.dependency-cruiser.cjs', 'src', 'test', 'web'],
  },
  { name: 'links between documents', args: () => ['scripts/lint-links.mjs'] },
  { name: 'API document', args: () => ['scripts/lint-api.mjs'] },
  { name: 'format', args: () => [tool('prettier'), '--check', '--log-level', 'warn', '.'] },
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

/** Takes one part after another until none is left. @returns {Promise<boolean>} whether all it took were fine */
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
