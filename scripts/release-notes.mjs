import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endWith, root } from './run.mjs';

/**
 * Prints what CHANGELOG.md says about the version in package.json: the notes of its release.
 * @throws if it says nothing about it, or has no date yet: `## [0.1.0] - 2030-05-17`
 */
function releaseNotes() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const changelog = readFileSync(process.argv[2] ?? join(root, 'CHANGELOG.md'), 'utf8');
  const section = changelog.split(/^## /m).find((text) => text.startsWith(`[${version}]`));
  if (section === undefined) throw new Error(`CHANGELOG.md has no section for ${version}`);
  const [heading, ...lines] = section.split('\n');
  if (!/ - \d{4}-\d{2}-\d{2}$/.test(heading)) throw new Error(`CHANGELOG.md has no day for ${version}`);
  return lines.join('\n').trim();
}

try {
  console.log(releaseNotes());
} catch (error) {
  endWith(error);
}
