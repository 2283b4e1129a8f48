import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { ConfigError, loadDatabaseConfig, readEnvironment } from './config/config';
import { AppError } from './errors';
import { COPY_USAGE, copyStore, progressOn } from './moving/copy.command';
import { DatabaseRefused } from './persistence/database';
import { pathOf } from './stores/stores';
import { backUp, examine, restore, type Holding } from './persistence/sqlite/sqlite.backup';

/** sysexits.h: EX_CONFIG. */
const EXIT_CONFIG = 78;
const EXIT_REFUSED = 1;
const EXIT_USAGE = 2;
const USAGE = ['npm run data -- backup FILE | check FILE | restore FILE', COPY_USAGE];
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
  const [name = '', ...args] = process.argv.slice(2);
  process.stdout.write(
    `${await (name === 'copy' ? copyStore(args, readEnvironment(), progress) : onFile(name, args))}\n`,
  );
}

const progress = progressOn(process.stderr);

async function onFile(name: string, [file, ...more]: readonly string[]): Promise<string> {
  const command = commands[name];
  if (!command || file === undefined || more.length > 0) throw new TypeError(`${name || 'nothing'} is not a command`);
  const store = pathOf(loadDatabaseConfig(readEnvironment()));
  if (store === undefined) throw new DatabaseRefused(MONGODB);
  return command(store, file);
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
  else if (error instanceof TypeError) refuse(EXIT_USAGE, [error.message, ...USAGE]);
  else if (error instanceof AppError)
    refuse(EXIT_REFUSED, [`the store cannot be used: ${(error.details.cause as Error).message}`]);
  else refuse(EXIT_REFUSED, [(error as Error).message]);
});
