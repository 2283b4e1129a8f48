import { delimiter, join } from 'node:path';
import { isExecutable } from './chromium.mjs';

/** Debian's, which is on no user's path, and a Mac's. */
const PLACES = ['/usr/sbin/nginx', '/opt/homebrew/bin/nginx'];

/** Where an nginx lives on this machine, or nothing. */
export function findNginx(env = process.env) {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return [...PLACES, ...folders.map((folder) => join(folder, 'nginx'))].find(isExecutable);
}
