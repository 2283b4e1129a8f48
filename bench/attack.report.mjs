import { percentile } from './numbers.mjs';

const GOALS = { start: 2_000, device: 2_000, typed: 10_000 };
const KINDS = {
  start: 'Start pressed: from the press to the code',
  device: 'a known device: from the request to the code',
  typed: 'a typed chat, from another network each',
};
/** In standard errors: chance exceeds this once in 15,000 runs. */
const MOST_Z = 4;

/** @returns whether everything was as promised */
export function print(run) {
  const { seconds, answers, guesses, spray, honest, planted } = run;
  const asked = Object.values(answers).reduce((all, each) => all + each, 0);
  console.log(`${asked} requests of strangers in ${seconds} s, ${guesses} of them guesses`);
  for (const [status, times] of Object.entries(answers)) console.log(`  ${times} times ${status}`);
  const kept = Object.entries(KINDS).map(([kind, words]) => {
    const p95 = percentile(honest[kind], 95) ?? Infinity;
    const figures = [50, 95, 100].map((percent) => seconds1(percentile(honest[kind], percent)));
    console.log(`${words}: ${honest[kind].length} times, median ${figures[0]}, p95 ${figures[1]}, worst ${figures[2]}`);
    return p95 < GOALS[kind];
  });
  const [known, unknown] = [true, false].map((isKnown) => spray.filter((each) => each.isKnown === isKnown));
  const { auc, z } = apart(
    known.map(({ ms }) => ms),
    unknown.map(({ ms }) => ms),
  );
  const shapes = [known, unknown].map((each) => [...new Set(each.map(({ shape }) => shape))].sort());
  const areAlike = String(shapes[0]) === String(shapes[1]);
  console.log(`names that somebody has, and that nobody has, ${known.length} and ${unknown.length} times:`);
  console.log(`  the answers are ${areAlike ? 'alike' : `NOT alike: ${shapes.join(' | ')}`}`);
  console.log(`  by their times they are told apart with AUC ${auc.toFixed(3)} (0.5 is chance), z ${z.toFixed(1)}`);
  const out = planted.filter((isIn) => !isIn).length;
  console.log(
    `of ${planted.length} people whom strangers wrote to and guessed at, ${planted.length - out} came in by pressing Start`,
  );
  const isKept = kept.every(Boolean) && areAlike && Math.abs(z) < MOST_Z && out === 0;
  console.log(isKept ? 'all promises kept' : 'NOT all promises kept');
  return isKept;
}

/** How well the values of one sample can be told from the other's (Mann and Whitney): 0.5 means not at all. */
function apart(one, other) {
  const all = [...one.map((value) => [value, 1]), ...other.map((value) => [value, 0])].sort(([a], [b]) => a - b);
  const ranks = all.reduce((sum, [, isOne], index) => sum + isOne * (index + 1), 0);
  const [n, m] = [one.length, other.length];
  const u = ranks - (n * (n + 1)) / 2;
  return { auc: u / (n * m), z: (u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12) };
}

const seconds1 = (ms) => (ms === undefined ? 'none' : ms === Infinity ? 'never' : `${(ms / 1000).toFixed(1)} s`);
