import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { load } from 'js-yaml';
import { aTemporaryFolder } from '../harness/sqlite.store';

const root = join(__dirname, '../..');
const OLD = 'the value before the change, with 32 bytes and more';
const page = readFileSync(join(root, 'docs/rotation.md'), 'utf8');

/** The commands below a heading of the page, one text a step. */
const stepsOf = (heading: string): string[] => {
  const section = page.split(`\n### ${heading}\n`)[1]!.split(/\n##/)[0]!;
  return [...section.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, commands]) => commands!);
};

/** Writes down what a restarted instance would read, and makes new values as the product does. */
const STAND_IN = `#!/bin/sh
case "$*" in
  *'dist/rotate.js MAGIC_LINK_SECRET') exec node ${root}/dist/rotate.js MAGIC_LINK_SECRET ;;
  *'create secret'*) exit ;;
  'restart telega2go' | *'--wait app-'* | *'rollout restart'*)
    number=$(ls -d restart.* 2>/dev/null | wc -l)
    mkdir "restart.$number"
    cp -R secrets telega2go.env deploy/kubernetes/settings.yaml "restart.$number"
    echo "\${COMPOSE_FILE:-}" > "restart.$number/compose_file" ;;
esac
`;

describe('the commands of docs/rotation.md that change MAGIC_LINK_SECRET', () => {
  let folder: ReturnType<typeof aTemporaryFolder>;

  beforeEach(() => {
    folder = aTemporaryFolder();
    for (const name of ['secrets', 'bin']) mkdirSync(at(name));
    cpSync(join(root, 'deploy/kubernetes'), at('deploy/kubernetes'), { recursive: true });
    writeFileSync(at('telega2go.env'), 'PUBLIC_URL=https://app.example.org\n');
    writeFileSync(at('secrets/magic_link_secret'), `${OLD}\n`);
    for (const name of ['systemctl', 'docker', 'kubectl']) {
      writeFileSync(at(`bin/${name}`), STAND_IN);
      chmodSync(at(`bin/${name}`), 0o755);
    }
  });
  afterEach(() => folder.remove());

  const at = (...names: string[]): string => join(folder.path, ...names);
  const secretAt = (...names: string[]): string => readFileSync(at(...names), 'utf8').trim();

  /** In one shell, as an operator pastes them. */
  const follow = (heading: string): void => {
    const commands = stepsOf(heading)
      .join('\n')
      .replaceAll('/etc/telega2go', folder.path)
      .replaceAll('/opt/telega2go', root);
    const env = { PATH: [at('bin'), dirname(process.execPath), process.env.PATH].join(delimiter) };
    const { status, stderr } = spawnSync('bash', ['-e', '-c', commands], { cwd: folder.path, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };

  /** What the instances have at their restart, by names of the page's table. */
  const restart = (number: number, hasPrevious: (place: string) => boolean) => {
    const place = at(`restart.${number}`);
    return {
      current: secretAt(`restart.${number}`, 'secrets/magic_link_secret') === OLD ? 'old' : 'new',
      previous: !hasPrevious(place)
        ? 'none'
        : secretAt(`restart.${number}`, 'secrets/magic_link_secret_previous') === OLD
          ? 'old'
          : 'new',
    };
  };

  it('under systemd take the second and the third step', () => {
    follow('systemd');
    const hasPrevious = (place: string) => {
      const { MAGIC_LINK_SECRET_PREVIOUS_FILE: path } = parseEnv(readFileSync(join(place, 'telega2go.env'), 'utf8'));
      if (path) expect(path).toBe('/run/credentials/telega2go.service/secret_magic_link_secret_previous');
      return path !== undefined;
    };
    expect([0, 1].map((number) => restart(number, hasPrevious))).toEqual([
      { current: 'new', previous: 'old' },
      { current: 'new', previous: 'none' },
    ]);
    expect(existsSync(at('secrets/magic_link_secret_previous'))).toBe(false);
    expect(readFileSync(at('telega2go.env'), 'utf8')).toBe('PUBLIC_URL=https://app.example.org\n');
  });

  it('with Compose take three steps at each of two instances', () => {
    follow('Docker Compose');
    const hasPrevious = (place: string) => {
      const files = readFileSync(join(place, 'compose_file'), 'utf8').trim();
      if (files) expect(files).toBe('compose.yaml:deploy/compose/rotation.yaml');
      return files !== '';
    };
    expect([0, 1, 2, 3, 4, 5].map((number) => restart(number, hasPrevious))).toEqual([
      { current: 'old', previous: 'new' },
      { current: 'old', previous: 'new' },
      { current: 'new', previous: 'old' },
      { current: 'new', previous: 'old' },
      { current: 'new', previous: 'none' },
      { current: 'new', previous: 'none' },
    ]);
    expect(existsSync(at('secrets/magic_link_secret_previous'))).toBe(false);
  });

  it('with Kubernetes take three steps', () => {
    follow('Kubernetes');
    const hasPrevious = (place: string) => {
      const { data } = load(readFileSync(join(place, 'settings.yaml'), 'utf8')) as { data: Record<string, string> };
      const path = data.MAGIC_LINK_SECRET_PREVIOUS_FILE;
      if (path) expect(path).toBe('/run/secrets/telega2go/magic_link_secret_previous');
      return path !== undefined;
    };
    expect([0, 1, 2].map((number) => restart(number, hasPrevious))).toEqual([
      { current: 'old', previous: 'new' },
      { current: 'new', previous: 'old' },
      { current: 'new', previous: 'none' },
    ]);
    expect(readFileSync(at('deploy/kubernetes/settings.yaml'), 'utf8')).toBe(
      readFileSync(join(root, 'deploy/kubernetes/settings.yaml'), 'utf8'),
    );
  });
});
