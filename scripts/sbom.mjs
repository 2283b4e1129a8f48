import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { root, endWith } from './run.mjs';
import { shippedPackages } from './shipped.mjs';

/** Writes a CycloneDX list of what is shipped, according to package-lock.json, to the named file. */
function writeSbom(file) {
  const { status, stdout, stderr } = spawnSync('npm', ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm sbom ended with ${status}: ${stderr}`);
  const whole = JSON.parse(stdout);
  const shipped = new Set(shippedPackages().map(({ name, version }) => `${name}@${version}`));
  const components = whole.components.filter(({ name, group, version }) =>
    shipped.has(`${group ? `${group}/` : ''}${name}@${version}`),
  );
  const refs = new Set([whole.metadata.component['bom-ref'], ...components.map((each) => each['bom-ref'])]);
  const dependencies = whole.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => refs.has(each)) }));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...whole, components, dependencies }, undefined, 2)}\n`);
  console.log(`${file}: ${components.length} packages`);
}

try {
  writeSbom(resolve(process.argv[2] ?? 'dist/sbom.cdx.json'));
} catch (error) {
  endWith(error);
}
