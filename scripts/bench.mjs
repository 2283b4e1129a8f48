import { build, server } from './build.mjs';
import { draw, save } from './plots.mjs';
import { endWith } from './run.mjs';

/** These run without a name, one after the other: each needs the machine to itself. */
const QUICK = ['qr', 'register', 'delivery', 'openid'];
/**
 * These take long, and run only by name: `npm run bench -- loop` (whole sign-ins), `mongo`, `deletion`, `growth [--rows 1000000]`,
 * `retention [--rows 1000000]`, `operators [--rows 1000000]`, `attack [--seconds 150]` and
 * `soak [--minutes 10] [--rate 25]`. With `--save`, what a benchmark compares is written to docs/performance.
 */
const SLOW = ['loop', 'mongo', 'deletion', 'growth', 'retention', 'operators', 'attack', 'soak'];

const SAVE = '--save';
const isToSave = process.argv.includes(SAVE);
const [chosen, ...args] = process.argv.slice(2).filter((argument) => argument !== SAVE);

try {
  process.exitCode = (await build([server])) && (await run()) ? 0 : 1;
} catch (error) {
  endWith(error);
}

async function run() {
  const all = [...QUICK, ...SLOW];
  if (chosen !== undefined && !all.includes(chosen))
    throw new Error(`there is no benchmark called ${chosen}: try ${all.join(', ')}`);
  return runAll(chosen === undefined ? QUICK : [chosen]);
}

/** @returns {Promise<boolean>} whether all goals are met. A benchmark that prints its own report says only that. */
async function runAll(names) {
  const all = [];
  for (const name of names) {
    const { [`${name}Bench`]: bench } = await import(`../bench/${name}.bench.mjs`);
    const outcome = await bench(args);
    if (typeof outcome === 'boolean') return outcome;
    const results = [outcome].flat();
    if (isToSave) save(name, results);
    all.push(...results);
  }
  if (isToSave) draw();
  print(all);
  return all.every(isMet);
}

/** A goal is at least, or at most, a figure; what is only told has none. */
function isMet({ goal = -Infinity, most = Infinity, measured }) {
  return measured >= goal && measured <= most;
}

function print(results) {
  const rows = results.map((result) => [
    result.name,
    inGoal(result),
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

function inGoal({ goal, most, unit }) {
  if (most !== undefined) return `<= ${most} ${unit}`;
  return goal === undefined ? 'none' : `>= ${goal} ${unit}`;
}
