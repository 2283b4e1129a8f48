import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Readonly<{
  version: string;
  repository: string;
  dependencies: Readonly<Record<string, string>>;
  devDependencies: Readonly<Record<string, string>>;
}>;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'telega2go-supply-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (command: string, ...args: string[]) => spawnSync(command, args, { cwd: root, encoding: 'utf8' });
const script = (name: string, ...args: string[]) => run(process.execPath, join(root, 'scripts', name), ...args);

describe('the list of what is shipped', () => {
  type Component = Readonly<{ name: string; group?: string; version: string; purl: string }>;

  it('has each dependency and what is bundled into the web app, and no tool', () => {
    const file = join(folder, 'sbom.json');
    expect(script('sbom.mjs', file)).toMatchObject({ status: 0 });
    const { bomFormat, components } = JSON.parse(readFileSync(file, 'utf8')) as {
      bomFormat: string;
      components: Component[];
    };
    const names = components.map(({ name, group }) => (group === undefined ? name : `${group}/${name}`));
    expect(bomFormat).toBe('CycloneDX');
    expect(names).toEqual(expect.arrayContaining([...Object.keys(manifest.dependencies), 'preact', 'jsqr', 'uplot']));
    expect(names.filter((name) => ['jest', 'oxlint', 'vite', 'playwright-core'].includes(name))).toEqual([]);
    expect(components.filter(({ purl, version }) => !purl.startsWith('pkg:npm/') || version === '')).toEqual([]);
  });

  it('has no licence that asks for more than its text', () => {
    expect(script('licences.mjs', '--check')).toMatchObject({ status: 0, stdout: '' });
    expect(script('licences.mjs').stdout).toMatch(/^preact@[\d.]+\tMIT\tweb app$/m);
  });
});

describe('the notes of a release', () => {
  const changelog = (text: string): string => {
    const path = join(folder, 'CHANGELOG.md');
    writeFileSync(path, text);
    return path;
  };
  const { version } = manifest;

  it('are what the changelog says of the version, and nothing else', () => {
    const text = `# Changelog\n\n## [${version}] - 2030-05-17\n\n### Added\n\n- A thing.\n\n## [0.0.1] - 2029-01-01\n\n- Old.\n`;
    expect(script('release-notes.mjs', changelog(text))).toMatchObject({
      status: 0,
      stdout: '### Added\n\n- A thing.\n',
    });
  });

  it.each([
    ['without a section', '# Changelog\n', `has no section for ${version}`],
    ['without a day', `## [${version}] - not released yet\n`, `has no day for ${version}`],
  ])('are refused %s', (_, text, fault) => {
    const { status, stderr } = script('release-notes.mjs', changelog(text));
    expect([status, stderr]).toEqual([1, `CHANGELOG.md ${fault}\n`]);
  });
});

it('the workflows are what GitHub understands', () => {
  const files = readdirSync(join(root, '.github/workflows')).map((name) => join(root, '.github/workflows', name));
  const { status, stdout } = run(process.env.ACTIONLINT_PATH!, '-no-color', '-shellcheck=', '-pyflakes=', ...files);
  expect([status, stdout]).toEqual([0, '']);
});

it('each address of the repository is that of package.json', () => {
  const files = run('git', 'grep', '--untracked', '-lE', 'github\\.com/[^/ ]+/telega2go|^\\* @')
    .stdout.trim()
    .split('\n');
  const owner = new URL(manifest.repository).pathname.split('/')[1]!;
  const others = files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const found = [...text.matchAll(/https:\/\/github\.com\/[^/ ]+\/telega2go\b|^\* @[^/]+(?=\/)/gm)].map(
      ([address]) => address,
    );
    return found
      .filter((address) => ![manifest.repository, `* @${owner}`].includes(address))
      .map((address) => `${file}: ${address}`);
  });
  expect(files).toEqual(expect.arrayContaining(['.github/CODEOWNERS', 'docs/install.md', 'ops/prometheus/alerts.yml']));
  expect(others).toEqual([]);
});
