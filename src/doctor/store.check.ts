import { dirname, resolve } from 'node:path';
import type { Config } from '../config/config';
import { primaryCodeOf, SQLITE_BUSY } from '../persistence/sqlite/sqlite.driver';
import { mongoRoleOf } from '../persistence/store.role';
import { openToRead, pathOf } from '../stores/stores';
import { careful, codeOf, well, wrong, type Finding } from './finding';
import { checkFolder, isMissing } from './machine.check';
import type { Product } from './product.check';

const SLOW_MS = 200;
const CLOCK_MS = 5_000;
/** PERM, READONLY and CANTOPEN: https://sqlite.org/rescode.html */
const DENIED = [3, 8, 14];

type Location = Pick<Config, 'databaseUrl' | 'production'>;
type Found = Omit<Product, 'finding'>;

/** @param product what was found at its port: with SQLite it has the file to itself */
export function checkStore(of: Location, product: Found): Promise<Finding[]> {
  const path = pathOf(of);
  return path === undefined ? checkMongo(of) : checkSqlite(of, resolve(path), product);
}

async function checkSqlite(of: Location, path: string, product: Found): Promise<Finding[]> {
  return [checkFolder('store', dirname(path)), await checkFile(of, path, product)];
}

async function checkFile(of: Location, path: string, { health, isThere }: Found): Promise<Finding> {
  if (health && health.storage !== 'up')
    return wrong('store', 'takes no writes', 'See /admin, which says what the store answered.');
  if (isMissing(path)) return health ? ofAnother(`${path} does not exist`) : ofNone(path, of.production);
  const refusal = await refusalOf(of);
  const code = codeIn(refusal);
  if (code === SQLITE_BUSY) return health ? well('store', 'takes writes') : ofLock(path, isThere);
  if (health && !DENIED.includes(code)) return ofAnother(`no process has ${path} open`);
  return refusal ? ofRefusal(refusal, code, path) : well('store', 'can be read, and is of this version');
}

/** Why the file cannot be read; undefined if it can, so that no process has it open. */
async function refusalOf(of: Location): Promise<Error | undefined> {
  try {
    await (await openToRead(of)).close();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

const codeIn = (refusal: Error | undefined): number => primaryCodeOf(refusal?.cause) ?? 0;

const ofAnother = (why: string): Finding =>
  wrong(
    'store',
    `the product that runs here uses another store than these settings name: ${why}`,
    'If DATABASE_URL was changed after its start, restart it. Otherwise run the doctor with the settings of that installation.',
  );

/** Where a store was lost, a start would make an empty one in its place, and nobody would have an account. */
const ofNone = (path: string, production: boolean): Finding =>
  production
    ? careful(
        'store',
        `there is no store at ${path}`,
        'This is expected before the first start, which makes it. Otherwise its disk is not mounted, or the path in DATABASE_URL is wrong.',
      )
    : well('store', `${path} does not exist yet: the first start makes it`);

/** One process has the file to itself for as long as it runs. */
function ofLock(path: string, isThere: boolean): Finding {
  const says = `another process has ${path} open`;
  return isThere
    ? careful(
        'store',
        `${says}, so it was not examined`,
        'This is expected if that process is the product, which keeps it open while it runs. Stop it before a restore or a copy.',
      )
    : wrong(
        'store',
        says,
        `A start is refused until that process ends: it may be the product with another PORT, npm run data, or another program. Find it with: lsof ${path}`,
      );
}

function ofRefusal({ message, cause }: Error, code: number, path: string): Finding {
  const why = (cause as Error).message;
  if (why.includes('file is empty')) return well('store', `${path} is empty: the first start makes the store`);
  if (why.includes('an earlier version'))
    return careful('store', message, 'Take a backup before that start: docs/upgrades.md says how to upgrade.');
  if (DENIED.includes(code))
    return wrong(
      'store',
      message,
      'Give the file to the user that the product runs as, and run the doctor as that user.',
    );
  const [, mend] = MENDS.find(([words]) => why.includes(words)) ?? [];
  return wrong('store', message, mend ?? 'docs/backup.md says how to check and restore.');
}

/** By the words of sqlite.upgrade.ts. */
const MENDS = [
  ['a copy that was not finished', 'A start is refused: docs/copying.md says how to finish a copy.'],
  ['a newer version', 'A start is refused: docs/upgrades.md says which versions fit.'],
  ['another program wrote it', 'A start is refused: name the store of the product in DATABASE_URL.'],
  [
    'its schema is not that',
    'A start is refused: a program other than the product changed it. Restore a backup: docs/backup.md.',
  ],
  [
    'file is not a database',
    'A start is refused: see whether DATABASE_URL names the right file; if it does, restore a backup: docs/backup.md.',
  ],
] as const;

async function checkMongo({ databaseUrl, production }: Location): Promise<Finding[]> {
  try {
    const { setName, hasPrimary, tookMs, aheadMs, refusal } = await mongoRoleOf(databaseUrl);
    return [ofSet(setName, hasPrimary, production), ofPace(tookMs), ...ofClock(aheadMs), ...ofContent(refusal)];
  } catch (error) {
    return [withoutMongo(codeOf(error))];
  }
}

/** Once the server is reached, what it says has the name of its kind in the place of a code. */
const withoutMongo = (code: string): Finding =>
  code === 'MongoServerError'
    ? wrong('store', 'MongoDB does not let us in', 'Check the name, the password and authSource in DATABASE_URL.')
    : wrong(
        'store',
        `MongoDB cannot be reached (${code})`,
        'Check the hosts, the port and replicaSet in DATABASE_URL; then the network to it.',
      );

const ofContent = (refusal: string | undefined): Finding[] =>
  refusal === undefined
    ? []
    : [
        wrong(
          'store',
          refusal,
          'A start is refused. docs/copying.md says how to finish a copy, docs/upgrades.md which versions fit.',
        ),
      ];

function ofSet(setName: string | undefined, hasPrimary: boolean, production: boolean): Finding {
  const mend = 'Make it a replica set: a standalone server can lose writes that it has acknowledged.';
  if (setName === undefined) {
    const says = 'MongoDB is a standalone server';
    return production ? wrong('store', says, mend) : careful('store', says, mend);
  }
  return hasPrimary
    ? well('store', `replica set ${setName} has a primary`)
    : wrong(
        'store',
        `replica set ${setName} has no primary`,
        'See rs.status(): more than half of its members must reach each other.',
      );
}

export const ofPace = (tookMs: number): Finding => {
  const says = `MongoDB answers in ${Math.round(tookMs)} ms`;
  return tookMs < SLOW_MS
    ? well('store', says)
    : careful('store', says, 'Every step of a sign-in makes several calls: run MongoDB nearer to the product.');
};

const ofClock = (aheadMs: number): Finding[] =>
  Math.abs(aheadMs) < CLOCK_MS
    ? []
    : [
        careful(
          'clock',
          `this machine's is ${Math.round(Math.abs(aheadMs) / 1000)} s ${aheadMs < 0 ? 'behind' : 'ahead of'} MongoDB's`,
          "Synchronize both with a time service: access tokens are dated by this machine's.",
        ),
      ];
