import { build, server } from './build.mjs';
import { endWith } from './run.mjs';

const [chosen, ...args] = process.argv.slice(2);

try {
  process.exitCode = (await build([server])) && (await run()) ? 0 : 1;
} catch (error) {
  endWith(error);
}

/**
 * Slow benchmarks run only by name: `npm run bench -- soak [--minutes 10] [--rate 25]`,
 * `npm run bench -- attack [--seconds 150]`, `npm run bench -- retention [--rows 1000000]` and
 * `npm run bench -- operators [--rows 1000000]`; `npm run bench -- loop` measures the cost of a whole sign-in. Without a
 * name, all others run.
 */
async function run() {
  if (chosen === undefined) return runAll(await quickOnes());
  if (chosen === 'retention') return (await import('../bench/retention.bench.mjs')).retentionBench(args);
  if (chosen === 'operators') return (await import('../bench/operators.bench.mjs')).operatorsBench(args);
  if (chosen === 'attack') return (await import('../bench/attack.bench.mjs')).attackBench(args);
  if (chosen === 'loop') return runAll([(await import('../bench/loop.bench.mjs')).loopBench]);
  if (chosen !== 'soak')
    throw new Error(`there is no benchmark called ${chosen}: try soak, attack, retention, operators or loop`);
  return (await import('../bench/soak.bench.mjs')).soakBench(args);
}

async function quickOnes() {
  return [
    (await import('../bench/qr.bench.mjs')).qrBench,
    (await import('../bench/register.bench.mjs')).registerBench,
    (await import('../bench/delivery.bench.mjs')).deliveryBench,
    (await import('../bench/openid.bench.mjs')).openidBench,
  ];
}

/** One after the other: each needs the machine to itself. @returns {Promise<boolean>} whether all goals are met */
async function runAll(benches) {
  const results = [];
  for (const bench of benches) results.push(...[await bench()].flat());
  print(results);
  return results.every(isMet);
}

function isMet({ goal, measured }) {
  return measured >= goal;
}

function print(results) {
  const rows = results.map((result) => [
    result.name,
    `>= ${result.goal} ${result.unit}`,
    `${Number(result.measured.toFixed(2))} ${result.unit}`,
    isMet(result) ? 'yes' : 'NO',
    result.detail,
  ]);
  const table = [['', 'goal', 'measured', 'ok', 'in figures'], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
}
