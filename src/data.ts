import { Logger } from '@nestjs/common';
import { ConfigError, loadDatabaseConfig, readEnvironment } from './config/config';
import { pathOf } from './persistence/persistence.module';
import { backUp, examine, restore, type Holding } from './persistence/sqlite/sqlite.backup';

/** sysexits.h: EX_CONFIG. */
const EXIT_CONFIG = 78;
const EXIT_REFUSED = 1;
const EXIT_USAGE = 2;
const USAGE = 'npm run data -- backup FILE | check FILE | restore FILE';
const MONGODB = "the store is MongoDB: back it up by MongoDB's own tools, see docs/backup.md";

const commands: Readonly<Record<string, (store: string, file: string) => Promise<string>>> = {
  backup: async (store, file) => sentenceOf(file, await backUp(store, file)),
  check: async (_, file) => sentenceOf(file, examine(file)),
  restore: async (store, file) => {
    const { kept, ...holding } = await restore(store, file);
    const lines = [
      `restored: ${sentenceOf(file, holding)}`,
      'What was written after that is lost; with the next start its sessions, codes and unsent messages are over.',
    ];
    return (kept ? [...lines, `The store that was there is ${kept} now.`] : lines).join('\n');
  },
};

async function main(): Promise<void> {
  Logger.overrideLogger(false);
  const [name = '', file, ...more] = process.argv.slice(2);
  const command = commands[name];
  if (!command || file === undefined || more.length > 0) return refuse(EXIT_USAGE, [USAGE]);
  const store = pathOf(loadDatabaseConfig(readEnvironment()));
  if (store === undefined) return refuse(EXIT_REFUSED, [MONGODB]);
  process.stdout.write(`${await command(store, file)}\n`);
}

function sentenceOf(file: string, { version, accounts, newest, takenAt }: Holding): string {
  const kind = takenAt ? 'backup' : 'store';
  const until = newest ? `written until ${newest.toISOString()}` : 'nothing was written to it yet';
  return `${file} is a whole ${kind} of version ${version}: ${accounts} accounts, ${until}`;
}

function refuse(code: number, lines: readonly string[]): void {
  process.stderr.write(lines.map((line) => `telega2go: ${line}\n`).join(''));
  process.exitCode = code;
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) refuse(EXIT_CONFIG, error.faults);
  else refuse(EXIT_REFUSED, [(error as Error).message]);
});
