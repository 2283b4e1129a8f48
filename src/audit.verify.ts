import 'reflect-metadata';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { Logger } from '@nestjs/common';
import { Chain, verifyStored, type ReadLine, type Verdict } from './audit/audit.chain';
import type { Link } from './audit/audit.entry';
import { auditOf } from './audit/audit.module';
import { ConfigError, loadDatabaseConfig, readEnvironment } from './config/config';
import { AppError } from './errors';
import { DatabaseRefused } from './persistence/database';
import { openToRead } from './stores/stores';

/** sysexits.h: EX_CONFIG. */
const EXIT_CONFIG = 78;
const EXIT_BROKEN = 1;
const EXIT_UNKNOWN = 2;
const USAGE = 'node dist/audit.verify.js [file.jsonl] [--anchor <number>:<hash>]';
const IN_USE = 'stop it first, or verify an export of GET /api/admin/audit/export: node dist/audit.verify.js <file>';

/** Verifies the audit in the configured store, or an exported part of it; changes nothing. */
async function main(): Promise<void> {
  Logger.overrideLogger(false);
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { anchor: { type: 'string' } } });
  if (positionals.length > 1) throw new TypeError('one file at a time');
  const anchor = values.anchor === undefined ? undefined : anchorOf(values.anchor);
  const [file] = positionals;
  const verdict = file === undefined ? await verifyStore(anchor) : await verifyFile(file, anchor);
  process.stdout.write(`${sentenceOf(verdict)}\n`);
  process.exitCode = verdict.fault ? EXIT_BROKEN : 0;
}

async function verifyStore(anchor?: Link): Promise<Verdict> {
  const database = await openToRead(loadDatabaseConfig(readEnvironment()));
  try {
    return await verifyStored(auditOf(database), { anchor });
  } finally {
    await database.close();
  }
}

async function verifyFile(file: string, anchor?: Link): Promise<Verdict> {
  const chain = new Chain(undefined, anchor);
  for await (const line of createInterface({ input: createReadStream(file) })) if (!chain.follow(read(line))) break;
  return chain.verdict;
}

function read(line: string): ReadLine {
  try {
    const value: unknown = JSON.parse(line);
    return value !== null && typeof value === 'object' ? (value as ReadLine) : {};
  } catch {
    return {};
  }
}

function anchorOf(text: string): Link {
  const [, seq, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (!seq || !hash) throw new TypeError('an anchor is the number of an entry, a colon, and its hash');
  return { seq: Number(seq), hash };
}

function sentenceOf({ entries, from, to, hash, fault }: Verdict): string {
  if (fault) return `broken at entry ${fault.seq}: ${fault.why} (${entries} entries before it are intact)`;
  if (entries === 0) return '0 entries, nothing to verify';
  return `${entries} entries, chain intact, from seq ${from} to ${to}\nthe last one as an anchor: ${to}:${hash}`;
}

function refuse(error: unknown): void {
  const lines = linesOf(error);
  process.stderr.write(lines.map((line) => `telega2go: ${line}\n`).join(''));
  process.exitCode = error instanceof ConfigError ? EXIT_CONFIG : EXIT_UNKNOWN;
}

function linesOf(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.faults;
  if (error instanceof DatabaseRefused)
    return [error.message, ...(error.message.includes('another process') ? [IN_USE] : [])];
  if (error instanceof AppError) return [`the store cannot be used: ${(error.details.cause as Error).message}`];
  if (error instanceof TypeError) return [error.message, USAGE];
  return [(error as Error).message];
}

main().catch(refuse);
