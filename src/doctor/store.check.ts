import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../config/config';
import { openToRead, pathOf } from '../stores/stores';
import { mongoRoleOf } from '../persistence/store.role';
import type { Health } from './address.check';
import { careful, codeOf, well, wrong, type Finding } from './finding';
import { checkFolder } from './machine.check';

const SLOW_MS = 200;
const CLOCK_MS = 5_000;

type Location = Pick<Config, 'databaseUrl' | 'production'>;

/** @param running the health of the product that runs here, if one does: with SQLite it has the file to itself */
export function checkStore(of: Location, running?: Health): Promise<Finding[]> {
  const path = pathOf(of);
  return path === undefined ? checkMongo(of) : checkSqlite(of, path, running);
}

async function checkSqlite(of: Location, path: string, running?: Health): Promise<Finding[]> {
  const folder = checkFolder('store', dirname(path));
  if (running)
    return [
      folder,
      running.storage === 'up'
        ? well('store', 'takes writes')
        : wrong('store', 'takes no writes', 'See /admin, which says what it answered.'),
    ];
  if (!existsSync(path)) return [folder, well('store', 'is made by the first start')];
  try {
    await (await openToRead(of)).close();
    return [folder, well('store', 'is a whole file of this version')];
  } catch (error) {
    return [
      folder,
      wrong(
        'store',
        (error as Error).message,
        'docs/backup.md says how to check and restore, docs/upgrades.md which versions fit.',
      ),
    ];
  }
}

async function checkMongo({ databaseUrl, production }: Location): Promise<Finding[]> {
  try {
    const { setName, hasPrimary, tookMs, aheadMs } = await mongoRoleOf(databaseUrl);
    return [ofSet(setName, hasPrimary, production), ofPace(tookMs), ...ofClock(aheadMs)];
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
