import { shippedPackages } from './shipped.mjs';

/** All that these licences require is that their text is included, which it is in node_modules. */
const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
];

const packages = shippedPackages();
const others = packages.filter(({ license }) => !ALLOWED.includes(license));

if (process.argv.includes('--check')) {
  for (const { name, version, license } of others) console.log(`${name}@${version} is under ${license}`);
  process.exitCode = others.length === 0 ? 0 : 1;
} else
  for (const { name, version, license, isBundled } of packages)
    console.log([`${name}@${version}`, license, isBundled ? 'web app' : 'server'].join('\t'));
