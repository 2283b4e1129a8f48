import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { hashOf } from '../../ids';
import { DEFAULT_APP, type App } from './app';
import { appId, appShape, checkRedirects, toApp } from './app.schema';

/** As generators of passwords make it; what has fewer random bits could be found from its hash. */
const MIN_SECRET_LENGTH = 32;

const secret = z.string().min(MIN_SECRET_LENGTH, `must have at least ${MIN_SECRET_LENGTH} characters`);

const entry = z
  .strictObject({
    ...appShape,
    id: appId.refine(
      (id) => id !== DEFAULT_APP,
      `must not be ${DEFAULT_APP}, which APP_NAME, APP_LOGO and APP_COLOR describe`,
    ),
    secret: secret.optional(),
    secret_file: z.string().optional(),
    previous_secret: secret.optional(),
    previous_secret_file: z.string().optional(),
  })
  .refine((app) => app.public === (app.secret === undefined && app.secret_file === undefined), {
    message: 'must have a secret, a secret_file, or "public": true',
  })
  .superRefine(checkRedirects);

const file = z
  .strictObject({ apps: z.array(entry) })
  .refine(({ apps }) => new Set(apps.map(({ id }) => id)).size === apps.length, {
    path: ['apps'],
    message: 'must have ids of their own',
  });

/**
 * Reads the apps that `APPS_FILE` declares.
 * @returns the apps, or what is wrong: a line each, that names the place and never the value
 */
export function readApps(path: string): Readonly<{ apps: App[]; faults: string[] }> {
  const faulty = (...faults: string[]) => ({ apps: [], faults: faults.map((fault) => `APPS_FILE ${fault}`) });
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return faulty(code === undefined ? 'must be well-formed JSON' : `cannot be read (${code})`);
  }
  const parsed = file.safeParse(json);
  if (!parsed.success)
    return faulty(...parsed.error.issues.map(({ path: at, message }) => `${at.join('.')} ${message}`));
  const faults: string[] = [];
  const apps = parsed.data.apps.map((declared, index) => {
    const tell = (fault: string) => faults.push(`apps.${index}.${fault}`);
    const secrets = SECRETS.map((name) => secretOf(declared, name, tell));
    return toApp(declared, secrets.filter((found) => found !== undefined).map(hashOf));
  });
  return faults.length > 0 ? faulty(...faults) : { apps, faults };
}

type Entry = z.output<typeof entry>;

/** While one is exchanged for the other, each is good. */
const SECRETS = ['secret', 'previous_secret'] as const;

function secretOf(declared: Entry, name: (typeof SECRETS)[number], tell: (fault: string) => void): string | undefined {
  const path = declared[`${name}_file`];
  if (path === undefined) return declared[name];
  try {
    const read = readFileSync(path, 'utf8').trim();
    if (read.length < MIN_SECRET_LENGTH) tell(`${name}_file must have at least ${MIN_SECRET_LENGTH} characters`);
    return read;
  } catch (error) {
    tell(`${name}_file cannot be read (${(error as NodeJS.ErrnoException).code})`);
    return undefined;
  }
}
