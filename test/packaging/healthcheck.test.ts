import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { aTemporaryFolder } from '../harness/sqlite.store';

const SCRIPT = join(__dirname, '../../deploy/healthcheck.mjs');

describe('the healthcheck of the image', () => {
  const folder = aTemporaryFolder();
  let server: Server;
  let status: number;
  let asked: string[];

  const listen = async (host: string): Promise<string> => {
    asked = [];
    status = 200;
    server = createServer(({ url = '' }, answer) => {
      asked.push(url);
      answer.writeHead(status).end();
    }).listen(0, host);
    await once(server, 'listening');
    return String((server.address() as AddressInfo).port);
  };
  const check = (env: Record<string, string>) =>
    new Promise<number>((resolve) => {
      const child = execFile(process.execPath, [SCRIPT], { cwd: folder.path, env });
      child.once('exit', (code) => resolve(code!));
    });

  afterEach(() => server.close());
  afterAll(() => folder.remove());

  it.each([
    ['0.0.0.0', '0.0.0.0'],
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.9', '127.0.0.9'],
    ['::', '::'],
    ['::1', '::1'],
    ['localhost', 'localhost'],
    ['none', '127.0.0.1'],
  ])('finds the product at HOST=%s', async (HOST, host) => {
    const PORT = await listen(host);
    expect(await check(HOST === 'none' ? { PORT } : { HOST, PORT })).toBe(0);
    expect(asked).toEqual(['/health/live']);
  });

  it('reads the .env that the product reads', async () => {
    const port = await listen('127.0.0.1');
    writeFileSync(join(folder.path, '.env'), `PORT=${port}\nHOST=\n`);
    expect(await check({})).toBe(0);
    rmSync(join(folder.path, '.env'));
  });

  it('fails where the product says that it is not well, and where there is none', async () => {
    const PORT = await listen('127.0.0.1');
    status = 503;
    expect(await check({ PORT })).toBe(1);
    server.close();
    await once(server, 'close');
    expect(await check({ PORT })).toBe(1);
  });
});
