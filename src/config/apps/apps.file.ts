import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { hashOf } from '../../ids';
import { isPlaceholder, PLACEHOLDER_FAULT } from '../config.secrets';
import { webhookSecret } from '../webhook.fields';
import { DEFAULT_APP, type App } from './app';
import { appId, appShape, checkRedirects, toApp } from './app.schema';

/** As password generators make them; a secret with fewer random bits could be found from its hash. */
const MIN_SECRET_LENGTH = 32;

const aSecret = z.string().min(MIN_SECRET_LENGTH, `must have at least ${MIN_SECRET_LENGTH} characters`);
const MOST_API_KEYS = 10;

const entry = z
  .strictObject({
    ...appShape,
    id: appId.refine(
      (id) => id !== DEFAULT_APP,
      `must not be ${DEFAULT_APP}, which APP_NAME, APP_LOGO and APP_COLOR describe`,
    ),
    secret: aSecret.optional(),
    secret_file: z.string().optional(),
    previous_secret: aSecret.optional(),
    previous_secret_file: z.string().optional(),
    api_keys: z.array(aSecret).max(MOST_API_KEYS).default([]),
    api_keys_file: z.string().optional(),
    webhook_secret: webhookSecret.optional(),
    webhook_secret_file: z.string().optional(),
    previous_webhook_secret: webhookSecret.optional(),
    previous_webhook_secret_file: z.string().optional(),
  })
  .refine((app) => app.public === (app.secret === undefined && app.secret_file === undefined), {
    message: 'must have a secret, a secret_file, or "public": true',
  })
  .refine(
    (app) => app.webhook_url === undefined || app.webhook_secret !== undefined || app.webhook_secret_file !== undefined,
    {
      path: ['webhook_url'],
      message: 'needs a webhook_secret, or a webhook_secret_file',
    },
  )
  .superRefine(checkRedirects);

const file = z
  .strictObject({ apps: z.array(entry) })
  .refine(({ apps }) => new Set(apps.map(({ id }) => id)).size === apps.length, {
    path: ['apps'],
    message: 'must have ids of their own',
  });

/**
 * Reads the apps that `APPS_FILE` declares.
 * @param production refuses placeholders for secrets
 * @returns the apps, or what is wrong: one line each, which names the place and never the value
 */
export function readApps(path: string, production: boolean): Readonly<{ apps: App[]; faults: string[] }> {
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
    const tell = (field: string) => (fault: string) => faults.push(`apps.${index}.${field} ${fault}`);
    const secretsOf = (names: readonly SecretName[]) =>
      names.map((name) => secretOf(declared, name, tell(`${name}_file`))).filter((found) => found !== undefined);
    const apiKeys = [...declared.api_keys, ...apiKeysIn(declared, tell('api_keys_file'))];
    const secrets = secretsOf(['secret', 'previous_secret']);
    for (const [field, given] of Object.entries({ secret: secrets, api_keys: apiKeys }))
      if (production && given.some(isPlaceholder)) tell(field)(PLACEHOLDER_FAULT);
    return toApp(declared, {
      secretHashes: secrets.map(hashOf),
      apiKeyHashes: apiKeys.map(hashOf),
      webhookSecrets: secretsOf(['webhook_secret', 'previous_webhook_secret']),
    });
  });
  return faults.length > 0 ? faulty(...faults) : { apps, faults };
}

type Entry = z.output<typeof entry>;

/** During a rotation both are valid. */
type SecretName = `${'' | 'previous_'}${'secret' | 'webhook_secret'}`;

type Tell = (fault: string) => void;

function secretOf(declared: Entry, name: SecretName, tell: Tell): string | undefined {
  const path = declared[`${name}_file`];
  if (path === undefined) return declared[name];
  const read = textIn(path, tell);
  if (read === undefined) return undefined;
  const fault = (name.endsWith('webhook_secret') ? webhookSecret : aSecret).safeParse(read).error?.issues[0];
  if (fault) tell(fault.message);
  return read;
}

/** One per line. */
function apiKeysIn({ api_keys_file: path }: Entry, tell: Tell): readonly string[] {
  const read = path === undefined ? undefined : textIn(path, tell);
  return read === undefined ? [] : read.split(/\s+/).map((key) => longEnough(key, tell));
}

function longEnough(secret: string, tell: Tell): string {
  if (secret.length < MIN_SECRET_LENGTH) tell(`must have at least ${MIN_SECRET_LENGTH} characters`);
  return secret;
}

function textIn(path: string, tell: Tell): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    return void tell(`cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
