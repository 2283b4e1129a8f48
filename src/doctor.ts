import { Logger } from '@nestjs/common';
import { ConfigError, loadConfig, readEnvironment, strayNames, type Config } from './config/config';
import { examine } from './doctor/doctor';
import { careful, well, type Finding } from './doctor/finding';
import { nameOf } from './stores/stores';

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
  print(subjectOf(config, environment.NODE_ENV));
  const strays = strayNames(environment);
  const findings = [
    strays.length === 0 ? well('settings', 'can be used') : ofStrays(strays),
    ...(await examine(config)),
  ];
  findings.forEach(tell);
  if (findings.some(({ state }) => state === 'wrong')) process.exitCode = EXIT_WRONG;
}

/** Reads them without keeping what a development start generates: the first start still has to show its admin key. */
function settingsOf(environment: NodeJS.ProcessEnv): Config | undefined {
  try {
    return loadConfig(environment, { keepsSecrets: false });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const says of error.faults) tell({ state: 'wrong', about: 'settings', says });
    if (error.strays.length > 0) tell(ofStrays(error.strays));
    print(
      'Nothing else was looked at: correct the settings as docs/settings.md describes them, then run the doctor again.',
    );
    process.exitCode = EXIT_CONFIG;
    return undefined;
  }
}

/** Which installation is examined: the settings are those of the folder and the environment that the doctor runs in. */
function subjectOf(config: Config, environment: string | undefined): string {
  return `Examined: NODE_ENV=${environment || 'development'}, store: ${nameOf(config)}, PUBLIC_URL=${config.publicUrl}`;
}

const ofStrays = (names: readonly string[]): Finding =>
  careful(
    'settings',
    `unknown settings, ignored: ${names.join(', ')}`,
    'Compare the names with docs/settings.md: they may be misspelt.',
  );

function tell({ state, about, says, mend }: Finding): void {
  print(`${MARKS[state]}  ${about}: ${says}${mend === undefined ? '' : `\n         → ${mend}`}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** `| head` closes the pipe early: its reader has seen enough. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

main().catch((error: unknown) => {
  const lines = error instanceof ConfigError ? error.faults : [(error as Error).message];
  process.stderr.write(lines.map((line) => `telega2go: ${line}\n`).join(''));
  process.exitCode = error instanceof ConfigError ? EXIT_CONFIG : EXIT_WRONG;
});
