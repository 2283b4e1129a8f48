import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aTemporaryFolder } from '../harness/sqlite.store';
import { House } from '../harness/house';
import { Listener } from '../harness/listener';
import { freePort } from '../harness/ports';
import { codeOf } from '../harness/telegram';
import { until } from '../harness/until';

const FILE = join(__dirname, '../../deploy/compose/Caddyfile');

describe('the Caddyfile of compose.yaml', () => {
  const folder = aTemporaryFolder();
  const env = { PATH: process.env.PATH, HOME: folder.path, XDG_DATA_HOME: folder.path, XDG_CONFIG_HOME: folder.path };
  let house: House;
  let caddy: ChildProcess;
  let url: string;

  beforeAll(async () => {
    house = await House.open();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const upstream = new URL(house.app.url).host;
    const text = readFileSync(FILE, 'utf8')
      .replace(/app-\d:3000/g, upstream)
      .replace('{$PUBLIC_HOST}', url);
    const file = join(folder.path, 'Caddyfile');
    writeFileSync(file, `{\n\tadmin off\n}\n${text}`);
    caddy = spawn(process.env.CADDY_PATH!, ['run', '--config', file, '--adapter', 'caddyfile'], { env });
    let said = '';
    caddy.stderr!.on('data', (bytes: Buffer) => (said += bytes.toString()));
    await until(async () => {
      if (caddy.exitCode !== null) throw new Error(`caddy ended: ${said}`);
      return (await fetch(`${url}/health/ready`).catch(() => undefined))?.ok;
    }, 'caddy to serve');
  });

  afterAll(async () => {
    caddy.kill('SIGTERM');
    if (caddy.exitCode === null) await once(caddy, 'exit');
    await house.close();
    folder.remove();
  });

  it('is what Caddy understands, with a name to get a certificate for', () => {
    const args = ['validate', '--config', FILE, '--adapter', 'caddyfile'];
    const { status, stderr } = spawnSync(process.env.CADDY_PATH!, args, {
      env: { ...env, PUBLIC_HOST: 'app.example.org' },
      encoding: 'utf8',
    });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('passes live status on, each step of it, until the message is gone', async () => {
    const person = await house.telegram.addPerson('Ann');
    const { verification_id: id, telegram_link: link } = await house.api.register();
    const listener = await Listener.at(url, id);
    const told = (status: string) => until(() => listener.statuses.at(-1)?.status === status, `${status} to be told`);
    await told('awaiting_telegram');
    await house.telegram.pressStart(person, link);
    await told('sent');
    const [message] = await house.telegram.untilCodeMessages(person, 1);
    await house.api.verifyOtp(id, codeOf(message!)!);
    await told('verified');
    await until(() => listener.isOver, 'the stream to end');
  });

  it('keeps the metrics to the network of the instances', async () => {
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
  });
});
