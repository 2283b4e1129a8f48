import { delimiter, join } from 'node:path';
import { isExecutable } from './chromium.mjs';

/** Debian's place, which is not on users' PATH, and a Mac's. */
const PLACES = ['/usr/sbin/nginx', '/opt/homebrew/bin/nginx'];

/** Where nginx is installed on this machine, or undefined. */
export function findNginx(env = process.env) {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return [...PLACES, ...folders.map((folder) => join(folder, 'nginx'))].find(isExecutable);
}
