import { existsSync, readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { root } from './run.mjs';

/** A link to a file of ours: no scheme, no place on the same page. */
const LINK = /\]\((?![a-z]+:|#)([^)#\s]+)/g;

const pages = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { cwd: root, encoding: 'utf8' });
const isThere = (path) => existsSync(join(root, path));
const broken = pages.trim().split('\n').filter(isThere).flatMap(brokenLinksOf);
for (const line of broken) console.error(line);
process.exitCode = broken.length === 0 ? 0 : 1;

function brokenLinksOf(page) {
  const links = readFileSync(join(root, page), 'utf8').matchAll(LINK);
  const targets = [...links].map(([, target]) => target);
  return targets.filter((target) => !isThere(join(dirname(page), target))).map((it) => `${page} leads to ${it}`);
}
