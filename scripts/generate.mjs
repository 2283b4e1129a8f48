import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTypes, { astToString } from 'openapi-typescript';
import { build, server } from './build.mjs';
import { endWith, root, runNode } from './run.mjs';

const HEADER = '// Generated from openapi.json by "npm run generate".\n\n';

/** Each generated file, and what it must contain. */
async function generated() {
  const document = await openapiDocument();
  const schema = HEADER + astToString(await openapiTypes(JSON.parse(document)));
  return { 'openapi.json': document, 'web/src/api/schema.d.ts': schema };
}

/** The app describes itself. It runs in a folder of its own, so that no local setting gets into the document. */
async function openapiDocument() {
  const folder = mkdtempSync(join(tmpdir(), 'telega2go-openapi-'));
  try {
    const env = { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, DATA_DIR: folder, LOG_LEVEL: 'silent' };
    const database = `sqlite:${join(folder, 'openapi.sqlite')}`;
    const { code, output, stdout } = await runNode([join(root, 'dist/openapi.js')], {
      cwd: folder,
      env: { ...env, DATABASE_URL: database },
    });
    if (code !== 0) throw new Error(`dist/openapi.js ended with ${code}\n${output}`);
    return `${JSON.stringify(JSON.parse(stdout), null, 2)}\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isInStep(name, text) {
  try {
    return readFileSync(join(root, name), 'utf8').replaceAll('\r\n', '\n') === text;
  } catch {
    return false;
  }
}

/** Writes the generated files, or with `check` only says which are out of date. @returns {Promise<boolean>} */
export async function generate({ check = false } = {}) {
  if (!(await build([server]))) return false;
  const files = Object.entries(await generated()).filter(([name, text]) => !isInStep(name, text));
  for (const [name, text] of files) {
    if (!check) writeFileSync(join(root, name), text);
    console.log(check ? `${name} is out of step: run "npm run generate"` : `wrote ${name}`);
  }
  return !check || files.length === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await generate({ check: process.argv.includes('--check') })
    .then((isDone) => (process.exitCode = isDone ? 0 : 1))
    .catch(endWith);
}
