import 'reflect-metadata';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { Logger } from '@nestjs/common';
import { ConfigError, loadDatabaseConfig, readEnvironment } from './config/config';
import { AppError } from './errors';
import { COPY_USAGE, copyStore, progressOn } from './moving/copy.command';
import { DatabaseRefused } from './persistence/database';
import { fileFaultOf } from './persistence/file.fault';
import { pathOf } from './stores/stores';
import { backUp, examine, restore, type Holding } from './persistence/sqlite/sqlite.backup';

/** sysexits.h: EX_CONFIG. */
const EXIT_CONFIG = 78;
const EXIT_REFUSED = 1;
const EXIT_USAGE = 2;
/** As shells say which signal ended a command. */
const EXIT_SIGNAL = 128;
const USAGE = [
  'the commands are:',
  'npm run data -- backup FILE',
  '  copies the store that DATABASE_URL names into a new file',
  'npm run data -- check FILE',
  '  reads a backup, or a store that is not in use, to its end',
  'npm run data -- restore FILE',
  '  puts a backup in the place of that store, and keeps the previous one',
  COPY_USAGE,
  '  copies a store into a new one, of the same kind or the other; --from-file and --to-file read an address from a file',
];
const MONGODB = "the store is MongoDB: back it up with MongoDB's own tools, see docs/backup.md";

const commands: Readonly<Record<string, (file: string) => Promise<string>>> = {
  backup: async (file) => {
    const store = storeOfSettings();
    endOnSignal();
    return `backed up ${store}: ${sentenceOf(file, await backUp(store, file))}`;
  },
  check: async (file) => sentenceOf(file, examine(file)),
  restore: async (file) => {
    const store = storeOfSettings();
    endOnSignal();
    const { kept, ...holding } = await restore(store, file);
    const lines = [
      `restored ${store}: ${sentenceOf(file, holding)}`,
      'Whatever was written after that is lost; the next start ends its sessions and codes, and drops its unsent messages.',
    ];
    return (kept ? [...lines, `The previous store is now ${kept}.`] : lines).join('\n');
  },
};

async function main(): Promise<void> {
  Logger.overrideLogger(false);
  const [name, ...args] = process.argv.slice(2);
  process.stdout.write(
    `${await (name === 'copy' ? copyStore(args, readEnvironment(), progress) : onFile(name, args))}\n`,
  );
}

const progress = progressOn(process.stderr);

async function onFile(name: string | undefined, [file, ...more]: readonly string[]): Promise<string> {
  if (name === undefined) throw new TypeError('no command was given');
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new TypeError(`${name} is not a command`);
  if (!file) throw new TypeError(`${name} needs the name of a file`);
  if (more.length > 0) throw new TypeError(`${name} takes one file; put a name with spaces in quotes`);
  return command(file);
}

function storeOfSettings(): string {
  const store = pathOf(loadDatabaseConfig(readEnvironment()));
  if (store === undefined) throw new DatabaseRefused(MONGODB);
  return resolve(store);
}

function sentenceOf(file: string, { version, accounts, newest, takenAt }: Holding): string {
  const kind = takenAt ? 'backup' : 'store';
  const until = newest ? `written until ${newest.toISOString()}` : 'nothing was written to it yet';
  return `${file} is a whole ${kind} of version ${version}: ${accounts} accounts, ${until}`;
}

/** With the process goes what is not finished (sqlite.backup.ts). A second signal ends it at once. */
function endOnSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      refuse(EXIT_SIGNAL + constants.signals[signal], [`stopped by ${signal}: nothing was changed`]);
      process.exit();
    });
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
  else refuse(EXIT_REFUSED, [fileFaultOf(error) ?? (error as Error).message]);
});
