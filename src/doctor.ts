import { Logger } from '@nestjs/common';
import { ConfigError, loadConfig, readEnvironment, strayNames, type Config } from './config/config';
import { examine } from './doctor/doctor';
import { careful, well, wrong, type Finding } from './doctor/finding';

/** sysexits.h: EX_CONFIG. */
const EXIT_CONFIG = 78;
const EXIT_WRONG = 1;
const MARKS = { well: 'ok     ', careful: 'careful', wrong: 'WRONG  ' } as const;

/** Checks this machine, its settings and all that the product depends on: prints a line for each, and what to fix. */
async function main(): Promise<void> {
  Logger.overrideLogger(false);
  const environment = readEnvironment();
  const config = settingsOf(environment);
  if (!config) return;
  const strays = strayNames(environment);
  const ofSettings =
    strays.length === 0
      ? well('settings', 'can be used')
      : careful('settings', `unknown settings: ${strays.join(', ')}`, 'Compare them with docs/settings.md.');
  const findings = [ofSettings, ...(await examine(config))];
  findings.forEach(tell);
  if (findings.some(({ state }) => state === 'wrong')) process.exitCode = EXIT_WRONG;
}

function settingsOf(environment: NodeJS.ProcessEnv): Config | undefined {
  try {
    return loadConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const fault of error.faults)
      tell(wrong('settings', fault, 'See docs/settings.md; nothing else was looked at.'));
    process.exitCode = EXIT_CONFIG;
    return undefined;
  }
}

function tell({ state, about, says, mend }: Finding): void {
  process.stdout.write(`${MARKS[state]}  ${about}: ${says}${mend === undefined ? '' : `\n         → ${mend}`}\n`);
}

main().catch((error: unknown) => {
  const lines = error instanceof ConfigError ? error.faults : [(error as Error).message];
  process.stderr.write(lines.map((line) => `telega2go: ${line}\n`).join(''));
  process.exitCode = error instanceof ConfigError ? EXIT_CONFIG : EXIT_WRONG;
});
