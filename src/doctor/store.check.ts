import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Config } from '../config/config';
import { DatabaseRefused } from '../persistence/database';
import { mongoRoleOf } from '../persistence/store.role';
import { openToRead, pathOf } from '../stores/stores';
import { careful, codeOf, well, wrong, type Finding } from './finding';
import { checkFolder } from './machine.check';
import type { Product } from './product.check';

const SLOW_MS = 200;
const CLOCK_MS = 5_000;
/** Of SQLite: https://sqlite.org/rescode.html */
const BUSY = 5;
/** PERM, READONLY and CANTOPEN. */
const DENIED = [3, 8, 14];

type Location = Pick<Config, 'databaseUrl' | 'production'>;
type Found = Omit<Product, 'finding'>;

/** @param product what was found at its port: with SQLite it has the file to itself */
export function checkStore(of: Location, product: Found): Promise<Finding[]> {
  const path = pathOf(of);
  return path === undefined ? checkMongo(of) : checkSqlite(of, resolve(path), product);
}

async function checkSqlite(of: Location, path: string, { health, isThere }: Found): Promise<Finding[]> {
  const folder = checkFolder('store', dirname(path));
  if (health)
    return [
      folder,
      health.storage === 'up'
        ? well('store', 'takes writes')
        : wrong('store', 'takes no writes', 'See /admin, which says what it answered.'),
    ];
  if (!existsSync(path)) return [folder, well('store', `${path} is made by the first start`)];
  try {
    await (await openToRead(of)).close();
    return [folder, well('store', 'can be read, and is of this version')];
  } catch (error) {
    return [folder, ofRefusal(error as Error, path, isThere)];
  }
}

function ofRefusal({ message, cause }: Error, path: string, isThere: boolean): Finding {
  const code = ((cause as { errcode?: number } | undefined)?.errcode ?? 0) & 0xff;
  return code === BUSY ? ofLock(path, isThere) : wrong('store', message, mendOf(cause, code));
}

/** One process has the file to itself for as long as it runs. */
function ofLock(path: string, isThere: boolean): Finding {
  const says = `another process has ${path} open`;
  return isThere
    ? careful(
        'store',
        `${says}, so it was not looked into`,
        'That is right if it is the product, which keeps it open while it runs. Stop it before a restore or a copy.',
      )
    : wrong(
        'store',
        says,
        `A start is refused until that process ends: it may be the product with another PORT, npm run data, or another program. Find it by: lsof ${path}`,
      );
}

function mendOf(cause: unknown, code: number): string {
  if (cause instanceof DatabaseRefused)
    return 'A start brings an older file up to date, and refuses a newer one: docs/upgrades.md says which versions fit.';
  return DENIED.includes(code)
    ? 'Give the file to the user that the product runs as, and run the doctor as that user.'
    : 'docs/backup.md says how to check and restore.';
}

async function checkMongo({ databaseUrl, production }: Location): Promise<Finding[]> {
  try {
    const { setName, hasPrimary, tookMs, aheadMs, refusal } = await mongoRoleOf(databaseUrl);
    return [ofSet(setName, hasPrimary, production), ofPace(tookMs), ...ofClock(aheadMs), ...ofContent(refusal)];
  } catch (error) {
    return [
      wrong(
        'store',
        `MongoDB does not let us in (${codeOf(error)})`,
        'Look at DATABASE_URL: hosts, port, name, password, replicaSet; then at the network to it.',
      ),
    ];
  }
}

const ofContent = (refusal: string | undefined): Finding[] =>
  refusal === undefined
    ? []
    : [
        wrong(
          'store',
          refusal,
          'A start is refused. docs/copying.md says how a copy is finished, docs/upgrades.md which versions fit.',
        ),
      ];

function ofSet(setName: string | undefined, hasPrimary: boolean, production: boolean): Finding {
  const mend = 'Make it a replica set: a standalone server can lose what it acknowledged.';
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
    : careful('store', says, 'Every step of a sign-in takes several calls: bring it nearer.');
};

const ofClock = (aheadMs: number): Finding[] =>
  Math.abs(aheadMs) < CLOCK_MS
    ? []
    : [
        careful(
          'clock',
          `this machine's is ${Math.round(aheadMs / 1000)} s ahead of MongoDB's`,
          'Set both by a time service: access tokens are dated by this one.',
        ),
      ];
