import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { aTemporaryFolder } from '../harness/sqlite.store';

const NOBODY = 65_534;
const BUILT = { 'dist/main.js': "console.log('it runs');", 'dist/web/index.html': '<p>' };

describe('a folder that may only be read', () => {
  const folder = aTemporaryFolder();

  afterAll(() => folder.remove());

  it('runs what was built, as it is there', async () => {
    for (const name of ['scripts', 'package.json', 'src'])
      cpSync(join(__dirname, '../..', name), join(folder.path, name), { recursive: true });
    for (const [name, content] of Object.entries(BUILT)) {
      const path = join(folder.path, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      chmodSync(path, 0o444);
    }
    for (const name of ['', 'dist', 'dist/web']) chmodSync(join(folder.path, name), 0o555);
    // Root may write everywhere.
    const asNobody = process.getuid?.() === 0 ? { uid: NOBODY } : {};
    const started = spawn(process.execPath, ['scripts/start.mjs'], { cwd: folder.path, env: {}, ...asNobody });
    const [printed, complaints] = await Promise.all([
      text(started.stdout),
      text(started.stderr),
      once(started, 'close'),
    ]);
    expect([printed, complaints]).toEqual(['it runs\n', '']);
  });
});
