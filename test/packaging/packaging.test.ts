import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { load, loadAll } from 'js-yaml';
import { loadConfig, strayNames } from '../../src/config/config';
import { environment } from '../../src/config/config.environment';
import { fileOf, secretNames } from '../../src/config/config.secrets';

const root = join(__dirname, '../..');
const KUBERNETES = ['1.30.0', '1.37.0'];
/** What systemd calls "OK": medium begins at 5. */
const MOST_EXPOSED = '20';

type Service = Readonly<{
  image?: string;
  environment?: Readonly<Record<string, string>>;
  networks?: object;
  secrets?: readonly Readonly<{ source: string }>[];
  volumes?: readonly Readonly<{ type: string; source: string }>[];
  depends_on?: Readonly<Record<string, { condition: string }>>;
}>;
type Compose = Readonly<{
  services: Readonly<Record<string, Service>>;
  networks?: object;
  volumes?: object;
  secrets?: Readonly<Record<string, { file: string }>>;
}>;

const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const known = new Set([...Object.keys(environment.shape), ...secretNames.map(fileOf)]);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'telega2go-packaging-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a tool; what it says is in the failure. */
function run(command: string, args: readonly string[], env: Record<string, string> = {}): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    encoding: 'utf8',
  });
  const said = `${stdout}${stderr}${error?.message ?? ''}`;
  if (status !== 0) throw new Error(`${command} ended with ${status}:\n${said}`);
  return said;
}

const keep = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** As Docker Compose reads and merges them, with the values that an operator gives in the place of their variables. */
function composed(...files: readonly string[]): Compose {
  const given = files.map((file) => {
    const text = read(file)
      .replace(/\$\{PUBLIC_HOST[^}]*\}/g, 'app.example.org')
      .replace(/\$\{TELEGRAM_BOT_TOKEN:-\}/g, '');
    return keep(basename(file), text);
  });
  const args = ['--no-path-resolution', '--format', 'json', ...given];
  return JSON.parse(run(process.env.COMPOSE_PATH!, args)) as Compose;
}

describe('the Dockerfile', () => {
  it('has nothing to say against it', () => {
    expect(run(process.env.HADOLINT_PATH!, [join(root, 'Dockerfile')])).toBe('');
  });

  it('starts from a Node that is pinned by digest, and copies what its context lets in', () => {
    expect(read('Dockerfile')).toMatch(/^FROM node:24\.\d+\.\d+-bookworm-slim@sha256:[0-9a-f]{64} AS node$/m);
    const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names]) =>
      names!.split(' '),
    );
    const allowed = read('.dockerignore')
      .match(/^!.+$/gm)!
      .map((line) => line.slice(1));
    expect(copied.filter((name) => name !== '.' && !allowed.includes(name))).toEqual([]);
    expect(allowed.filter((name) => !existsSync(join(root, name)))).toEqual([]);
  });
});

describe.each(['compose.yaml', 'compose.dev.yaml'])('%s', (file) => {
  let compose: Compose;
  let services: [string, Service][];

  beforeAll(() => {
    compose = composed(file);
    services = Object.entries(compose.services);
  });

  it('refers to what it declares, and mounts files that are there', () => {
    for (const [name, { networks = {}, secrets = [], volumes = [], depends_on: before = {} }] of services) {
      const sources = (kind: string) => volumes.filter(({ type }) => type === kind).map(({ source }) => source);
      expect({ name, missing: sources('bind').filter((path) => !existsSync(join(root, path))) }).toEqual({
        name,
        missing: [],
      });
      const uses = {
        networks: Object.keys(networks),
        secrets: secrets.map(({ source }) => source),
        volumes: sources('volume'),
        services: Object.keys(before),
      };
      for (const [kind, names] of Object.entries(uses))
        expect(Object.keys(compose[kind as keyof Compose] ?? {})).toEqual(expect.arrayContaining(names));
    }
  });

  it('pins each image by its whole version', () => {
    const images = services.map(([, { image = '' }]) => image).filter((image) => !image.startsWith('telega2go:'));
    expect(images.filter((image) => !/:v?\d+\.\d+\.\d+/.test(image))).toEqual([]);
  });

  it('gives the product settings that it knows', () => {
    const given = services.filter(([name]) => name.startsWith('app')).map(([, service]) => service.environment ?? {});
    expect(given.flatMap((names) => Object.keys(names)).filter((name) => !known.has(name))).toEqual([]);
    expect(given).not.toEqual([]);
  });
});

it('deploy/compose/rotation.yaml gives both instances a second secret, and takes nothing from them', () => {
  const [before, during] = [composed('compose.yaml'), composed('compose.yaml', 'deploy/compose/rotation.yaml')];
  for (const name of ['app-1', 'app-2']) {
    const [{ environment, secrets = [], ...rest }, changed] = [before.services[name]!, during.services[name]!];
    expect(changed).toMatchObject(rest);
    // Where the reader has merged, it writes a list of NAME=value.
    const lines = Object.entries(environment!).map(([setting, value]) => `${setting}=${value}`);
    expect(changed.environment).toEqual([
      ...lines,
      'MAGIC_LINK_SECRET_PREVIOUS_FILE=/run/secrets/magic_link_secret_previous',
    ]);
    expect(changed.secrets!.map(({ source }) => source)).toEqual([
      ...secrets.map(({ source }) => source),
      'magic_link_secret_previous',
    ]);
  }
  expect(during.secrets).toEqual({
    ...before.secrets,
    magic_link_secret_previous: expect.objectContaining({ file: 'secrets/magic_link_secret_previous' }) as unknown,
  });
});

it.each(['deploy/compose/make-secrets.sh', 'deploy/systemd/as-unit.sh', 'deploy/systemd/backup.sh'])(
  '%s is what each shell understands',
  (script) => {
    expect(run(process.env.SHELLCHECK_PATH!, [join(root, script)])).toBe('');
  },
);

describe('the secrets that deploy/compose/make-secrets.sh makes', () => {
  const make = (token: string) =>
    run('/bin/sh', [join(root, 'deploy/compose/make-secrets.sh'), 'secrets'], { TELEGRAM_BOT_TOKEN: token });

  it('let the product of compose.yaml start, and are kept by a second run', () => {
    make('123456:AAF_abcdefghijklmnopqrstuvwxyz12345');
    const secret = (name: string) => readFileSync(join(folder, 'secrets', name), 'utf8');
    const before = secret('magic_link_secret');
    make('654321:BBF_abcdefghijklmnopqrstuvwxyz12345');
    expect([secret('magic_link_secret'), secret('telegram_bot_token')]).toEqual([
      before,
      '123456:AAF_abcdefghijklmnopqrstuvwxyz12345\n',
    ]);
    expect(statSync(join(folder, 'secrets')).mode & 0o777).toBe(0o700);
    const { services, secrets } = composed('compose.yaml');
    const given = Object.entries(services['app-1']!.environment!).map(([name, value]) => [
      name,
      value.replace('/run/secrets', join(folder, 'secrets')),
    ]);
    const config = loadConfig({ NODE_ENV: 'production', DATA_DIR: folder, ...Object.fromEntries(given) });
    expect(config.telegram.botTokens).toEqual(['123456:AAF_abcdefghijklmnopqrstuvwxyz12345']);
    expect(Object.values(secrets!).filter(({ file }) => !existsSync(join(folder, file)))).toEqual([]);
  });
});

describe('what watches the product of compose.yaml', () => {
  it('is understood by Prometheus', () => {
    mkdirSync(join(folder, 'prometheus'));
    const key = keep('prometheus/key', 'x');
    const config = read('deploy/compose/prometheus.yml')
      .replace('/etc/prometheus/alerts.yml', join(root, 'ops/prometheus/alerts.yml'))
      .replace('/run/secrets/admin_api_key', key);
    expect(run(process.env.PROMTOOL_PATH!, ['check', 'config', keep('prometheus/prometheus.yml', config)])).toContain(
      'SUCCESS',
    );
  });

  it('asks each instance, under the name that the alerts go by', () => {
    const { scrape_configs: jobs } = load(read('deploy/compose/prometheus.yml')) as {
      scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
    };
    const { services } = composed('compose.yaml');
    const instances = Object.keys(services).filter((name) => name.startsWith('app'));
    expect(jobs.map(({ job_name: name }) => name)).toEqual(['telega2go']);
    expect(jobs[0]!.static_configs[0]!.targets).toEqual(instances.map((name) => `${name}:3000`));
  });
});

describe('the manifests for Kubernetes', () => {
  const files = readdirSync(join(root, 'deploy/kubernetes')).filter((name) => name !== 'kustomization.yaml');
  const path = (name: string) => join(root, 'deploy/kubernetes', name);

  it.each(KUBERNETES)('are what Kubernetes %s knows', (version) => {
    const said = run(process.env.KUBERNETES_VALIDATE_PATH!, ['-k', version, '--strict', ...files.map(path)]);
    expect(said.match(/passed for resource/g)).toHaveLength(files.length);
    expect(said).not.toContain('WARN');
  });

  it('are all applied', () => {
    const { resources } = load(read('deploy/kubernetes/kustomization.yaml')) as { resources: string[] };
    expect([...resources].sort()).toEqual([...files].sort());
  });

  it('give settings that the product knows, secrets by file, and time to stop', () => {
    const [deployment] = loadAll(read('deploy/kubernetes/deployment.yaml')) as unknown as [
      {
        spec: {
          template: { spec: { terminationGracePeriodSeconds: number; containers: { env: { name: string }[] }[] } };
        };
      },
    ];
    const { data } = load(read('deploy/kubernetes/settings.yaml')) as { data: Record<string, string> };
    const { containers, terminationGracePeriodSeconds: grace } = deployment.spec.template.spec;
    const names = [...containers[0]!.env.map(({ name }) => name), ...Object.keys(data)];
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    expect(names.filter((name) => (secretNames as readonly string[]).includes(name))).toEqual([]);
    expect(strayNames(data)).toEqual([]);
    expect(grace).toBeGreaterThan(5 + 10);
  });
});

describe.each(readdirSync(join(root, 'deploy/systemd')).filter((name) => !name.endsWith('.sh')))('%s', (name) => {
  const text = read(`deploy/systemd/${name}`);
  const unit = () =>
    keep(
      name,
      text.replace('/usr/bin/node', process.execPath).replace(/^ExecStart=\/opt\/telega2go/m, `ExecStart=${root}`),
    );

  it('is what systemd understands', () => {
    // A timer is verified together with what it starts.
    if (name.endsWith('.timer')) keep(name.replace('.timer', '.service'), '[Service]\nExecStart=/bin/true\n');
    expect(run(process.env.SYSTEMD_ANALYZE_PATH!, ['verify', unit()])).toBe('');
  });

  if (name.endsWith('.service')) {
    it('keeps the process away from what it does not need', () => {
      run(process.env.SYSTEMD_ANALYZE_PATH!, ['security', '--offline=true', `--threshold=${MOST_EXPOSED}`, unit()]);
    });

    it('gives settings that the product knows', () => {
      const names = [...text.matchAll(/^Environment=(\w+)=/gm)].map(([, setting]) => setting!);
      expect(names).not.toEqual([]);
      expect(names.filter((setting) => !known.has(setting))).toEqual([]);
    });
  }
});

it('the systemd unit does not repeat a start that settings forbid', () => {
  expect(read('deploy/systemd/telega2go.service')).toContain('RestartPreventExitStatus=78\n');
});
