import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { NODE_OPTIONS, V8_FLAGS } from './app.process';

export type Said = Readonly<{ code: number; said: string }>;

type Place = Readonly<{ cwd?: string; env?: Readonly<Record<string, string>> }>;

/** What an operator runs beside the product: a file of `dist`, as `npm run` would start it. */
export function beginCommand(name: string, args: readonly string[], { cwd, env }: Place = {}) {
  const file = join(__dirname, `../../dist/${name}.js`);
  const environment = { PATH: process.env.PATH, NODE_OPTIONS, ...env };
  const child = spawn(process.execPath, [...V8_FLAGS, file, ...args], { cwd, env: environment });
  return { child, ended: endOf(child) };
}

async function endOf(child: ChildProcessWithoutNullStreams): Promise<Said> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
}
