import { existsSync, readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { root } from './run.mjs';

/** A link to one of our files, to a heading in one, or to a heading on the same page: it has no scheme. */
const LINK = /\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]+))?\)/g;
const HEADING = /^#+ (.+)$/gm;
const CODE = /^```[\s\S]*?^```/gm;

const pages = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { cwd: root, encoding: 'utf8' });
const isThere = (path) => existsSync(join(root, path));
const broken = pages.trim().split('\n').filter(isThere).flatMap(brokenLinksOf);
for (const line of broken) console.error(line);
process.exitCode = broken.length === 0 ? 0 : 1;

function brokenLinksOf(page) {
  const links = [...read(page).matchAll(LINK)].map(([, target, place]) => ({ target, place }));
  return links
    .filter((link) => !leads(page, link))
    .map(({ target, place }) => `${page} leads to ${[target, place].filter(Boolean).join('#')}`);
}

function leads(page, { target, place }) {
  const path = target === '' ? page : join(dirname(page), target);
  if (!isThere(path)) return false;
  return place === undefined || !path.endsWith('.md') || placesIn(path).includes(place);
}

/** As GitHub names headings: in lower case, without punctuation, with hyphens for spaces. */
function placesIn(path) {
  const headings = [...read(path).matchAll(HEADING)].map(([, text]) => text);
  return headings.map((text) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function read(page) {
  return readFileSync(join(root, page), 'utf8').replace(CODE, '');
}
