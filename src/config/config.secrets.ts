import { readFileSync } from 'node:fs';

/** Variables whose value opens something: each may be given as `<NAME>_FILE` too, the path of a file that holds it. */
export const secretNames = [
  'MAGIC_LINK_SECRET',
  'MAGIC_LINK_SECRET_PREVIOUS',
  'TELEGRAM_BOT_TOKEN',
  'HTTPS_PROXY',
  'TELEGRAM_WEBHOOK_SECRET',
  'TELEGRAM_WEBHOOK_SECRET_PREVIOUS',
  'DATABASE_URL',
  'JWT_PRIVATE_KEY',
  'JWT_PRIVATE_KEY_PREVIOUS',
  'JWT_RSA_PRIVATE_KEY',
  'JWT_RSA_PRIVATE_KEY_PREVIOUS',
  'SMTP_URL',
  'ADMIN_API_KEY',
  'ADMIN_API_KEY_PREVIOUS',
  'API_KEYS',
  'WEBHOOK_URL',
  'WEBHOOK_SECRET',
  'WEBHOOK_SECRET_PREVIOUS',
] as const;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Replaces each `<NAME>_FILE` by what its file holds.
 * @returns the variables that are not empty, and what is wrong with the files: one line each, which never quotes them
 */
export function readSecretFiles(env: Variables): Readonly<{ given: Record<string, string>; faults: string[] }> {
  const given: Record<string, string> = {};
  const faults: string[] = [];
  for (const [name, text] of Object.entries(env)) if (text !== undefined && text !== '') given[name] = text;
  for (const name of secretNames) {
    const path = given[fileOf(name)];
    if (path === undefined) continue;
    delete given[fileOf(name)];
    if (given[name] !== undefined) faults.push(`${name} is given twice, also by ${fileOf(name)}`);
    else read(path, { tell: (fault) => faults.push(`${fileOf(name)} ${fault}`), take: (text) => (given[name] = text) });
  }
  return { given, faults };
}

export const fileOf = (name: string): string => `${name}_FILE`;

/** Whether a variable was given, by itself or by a file, which may be one that cannot be read. */
export const isGiven = (name: string, env: Variables): boolean =>
  Boolean(env[name]) || ((secretNames as readonly string[]).includes(name) && Boolean(env[fileOf(name)]));

/** Editors and `echo` end a file with a line break, which no secret has at its end. */
function read(path: string, { tell, take }: { tell: (fault: string) => void; take: (text: string) => void }): void {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return tell(`cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  const secret = text.replace(/^\ufeff/, '').replace(/[\r\n]+$/, '');
  if (secret === '') tell('is empty');
  else if (secret.includes('\0')) tell('is saved as UTF-16; save it as UTF-8');
  else take(secret);
}

const PLACEHOLDER =
  /change[-_ ]?(in[-_ ]?production|me|this)|replace[-_ ]?(me|this)|secret|placeholder|example|password|your[-_]/i;

/** Whether a secret is one that a template or a page of documentation has in its place. */
export const isPlaceholder = (secret: string): boolean => PLACEHOLDER.test(secret);

export const PLACEHOLDER_FAULT = 'looks like a placeholder, which production refuses';
