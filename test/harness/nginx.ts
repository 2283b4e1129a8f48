import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aTemporaryFolder } from './sqlite.store';
import { freePort } from './ports';
import { until } from './until';

const KEPT_IN = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** Debian's nginx before a server, with what it does by default: nothing is set but where to listen, and where to ask. */
export class Nginx {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly throwAway: () => void,
  ) {}

  static async before(server: string): Promise<Nginx> {
    const { path: folder, remove } = aTemporaryFolder();
    const port = await freePort();
    const kept = KEPT_IN.map((name) => `${name}_temp_path ${join(folder, name)};`).join(' ');
    const site = `server { listen 127.0.0.1:${port}; location / { proxy_pass ${server}; } }`;
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, `pid ${join(folder, 'pid')}; events {} http { access_log off; ${kept} ${site} }`);
    const child = spawn(process.env.NGINX_PATH!, ['-p', folder, '-c', file, '-e', 'stderr', '-g', 'daemon off;']);
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    const url = `http://127.0.0.1:${port}`;
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`nginx ended: ${said}`);
      return (await fetch(`${url}/health/live`).catch(() => undefined))?.ok;
    }, 'nginx to serve');
    return new Nginx(url, child, remove);
  }

  async close(): Promise<void> {
    this.child.kill('SIGTERM');
    if (this.child.exitCode === null) await once(this.child, 'exit');
    this.throwAway();
  }
}
