import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConnection } from '../../src/persistence/sqlite/sqlite.driver';
import { dumpTestDatabase } from './store';

/**
 * Every record that a store has now, as text to look for something in. Of a file the rows, not the bytes: SQLite leaves in
 * it for a while what no row has any more.
 */
export async function recordsIn(url: string): Promise<string> {
  if (!url.startsWith('sqlite:')) return dumpTestDatabase(url);
  const folder = mkdtempSync(join(tmpdir(), 'telega2go-records-'));
  try {
    return readRows(copyOf(url.slice('sqlite:'.length), folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The file is its process's alone: what it has committed is in it, or beside it. */
function copyOf(file: string, folder: string): string {
  const copy = join(folder, 'copy.sqlite');
  for (const part of ['', '-wal']) if (existsSync(file + part)) copyFileSync(file + part, copy + part);
  return copy;
}

function readRows(file: string): string {
  const connection = openConnection(file, 0);
  try {
    const tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as {
      name: string;
    }[];
    return JSON.stringify(tables.map(({ name }) => [name, connection.prepare(`SELECT * FROM "${name}"`).all()]));
  } finally {
    connection.close();
  }
}
