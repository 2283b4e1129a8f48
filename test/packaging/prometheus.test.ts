import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aTemporaryFolder } from '../harness/sqlite.store';
import { AppProcess } from '../harness/app.process';
import { freePort } from '../harness/ports';
import { until } from '../harness/until';

const root = join(__dirname, '../..');
const KEY = 'Qm9uam91ciBsZSBtb25kZSBlbnRpZXIgZXQgdG91cw';
const MORE_THAN_SLIPS = 60;

type Target = Readonly<{ health: string; lastError: string }>;

/** Nobody waits here for whether a fault goes by: what is tried is that each is seen. */
const impatient = (rules: string): string => rules.replace(/for: \d+m/g, 'for: 0s');

describe('a Prometheus with the configuration of compose.yaml and our alerts', () => {
  const folder = aTemporaryFolder();
  let well: AppProcess;
  let deaf: AppProcess;
  let prometheus: ChildProcess;
  let url: string;

  beforeAll(async () => {
    const telegram = { TELEGRAM_BOT_TOKEN: '1:abc', TELEGRAM_API_ROOT: `http://127.0.0.1:${await freePort()}` };
    [well, deaf] = await Promise.all([
      AppProcess.start({ ADMIN_API_KEY: KEY, HOST: '0.0.0.0' }),
      AppProcess.start({ ADMIN_API_KEY: KEY, HOST: '0.0.0.0', ...telegram }),
    ]);
    const kept = (name: string, text: string) => {
      writeFileSync(join(folder.path, name), text);
      return join(folder.path, name);
    };
    const config = readFileSync(join(root, 'deploy/compose/prometheus.yml'), 'utf8')
      .replace('app-1:3000', new URL(well.url).host)
      .replace('app-2:3000', new URL(deaf.url).host)
      .replace('/run/secrets/admin_api_key', kept('key', `${KEY}\n`))
      .replace(
        '/etc/prometheus/alerts.yml',
        kept('alerts.yml', impatient(readFileSync(join(root, 'ops/prometheus/alerts.yml'), 'utf8'))),
      )
      .replaceAll('interval: 15s', 'interval: 1s');
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    prometheus = spawn(
      process.env.PROMETHEUS_PATH!,
      [
        `--config.file=${kept('prometheus.yml', config)}`,
        `--storage.tsdb.path=${join(folder.path, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    );
    await until(async () => (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok, 'Prometheus to be ready');
  });

  afterAll(async () => {
    prometheus.kill('SIGTERM');
    if (prometheus.exitCode === null) await once(prometheus, 'exit');
    await Promise.all([well.close(), deaf.close()]);
    folder.remove();
  });

  const ask = async <T>(path: string): Promise<T> =>
    ((await (await fetch(`${url}/api/v1/${path}`)).json()) as { data: T }).data;
  const firing = async (): Promise<string[]> => {
    const { alerts } = await ask<{ alerts: { state: string; labels: { alertname: string } }[] }>('alerts');
    return alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname);
  };
  const untilFires = (name: string) => until(async () => (await firing()).includes(name), `${name} to fire`);

  it('reads the metrics of each instance by the admin key', async () => {
    await until(async () => {
      const { activeTargets } = await ask<{ activeTargets: Target[] }>('targets');
      const states = activeTargets.map(({ health }) => health);
      if (states.includes('down')) throw new Error(activeTargets.map(({ lastError }) => lastError).join('\n'));
      return states.length === 2 && states.every((state) => state === 'up');
    }, 'both targets to be up');
    expect(await firing()).not.toContain('TelegaInstanceDown');
  });

  it('tells that a bot is deaf whose Telegram is not reached', () => untilFires('TelegaBotDeaf'));

  it('tells that keys are guessed', async () => {
    await until(async () => {
      for (let tries = 0; tries < MORE_THAN_SLIPS; tries++)
        await fetch(`${well.url}/metrics`, { headers: { 'x-admin-key': `${KEY}${tries}` } });
      return (await firing()).includes('TelegaAdminKeysGuessed');
    }, 'the alert to fire');
  });

  it('tells that an instance is down', async () => {
    await deaf.kill();
    await untilFires('TelegaInstanceDown');
    expect(await firing()).not.toContain('TelegaNotScraped');
  });
});
