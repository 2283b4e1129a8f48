import { isRotated, plans } from './rotation/plans';

const EXIT_USAGE = 2;
const USAGE = 'npm run rotate -- NAME, which is one of:';

/** Prints a new value to stdout, so that it can be redirected to a file, and what to do with it to stderr. */
function main([name, ...more]: readonly string[]): void {
  if (name === undefined || !isRotated(name) || more.length > 0) {
    tell([USAGE, ...Object.keys(plans)]);
    process.exitCode = EXIT_USAGE;
    return;
  }
  const { make, steps, atOnce } = plans[name];
  if (make) process.stdout.write(`${make()}\n`);
  tell([
    ...steps.map((step, index) => `${index + 1}. ${step}`),
    `If the old one may be in the wrong hands: ${atOnce}.`,
  ]);
}

function tell(lines: readonly string[]): void {
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
}

main(process.argv.slice(2));
