import { isRotated, plans } from './rotation/plans';

const EXIT_USAGE = 2;
const USAGE = [
  'npm run rotate -- NAME                          prints a new value, and the steps to put it into use',
  'npm run --silent rotate -- NAME > FILE          puts the value alone into a file (without --silent, npm adds lines)',
  'NAME is one of:',
];

/** Prints a new value to stdout, so that it can be redirected to a file, and what to do with it to stderr. */
function main([name, ...more]: readonly string[]): void {
  if (name === undefined || !isRotated(name) || more.length > 0) {
    tell([...faultsOf(name, more), ...USAGE, ...Object.keys(plans)]);
    process.exitCode = EXIT_USAGE;
    return;
  }
  const { make, steps, atOnce } = plans[name];
  if (make) process.stdout.write(`${make()}\n`);
  tell([
    make
      ? `The value just printed (to a file, if you redirected it) is new, and nothing uses it yet. To replace that of ${name}:`
      : `Another system makes the new value, so none was printed. To replace that of ${name}:`,
    ...steps.map((step, index) => `${index + 1}. ${step}`),
    `If others may know the old value, do this instead: ${atOnce}.`,
  ]);
}

function faultsOf(name: string | undefined, more: readonly string[]): string[] {
  if (name === undefined) return ['telega2go: no name was given'];
  if (more.length > 0) return ['telega2go: rotate takes one name at a time'];
  return [`telega2go: ${name} is not the name of a secret`];
}

function tell(lines: readonly string[]): void {
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
}

main(process.argv.slice(2));
