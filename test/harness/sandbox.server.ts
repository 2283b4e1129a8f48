import { deflateSync } from 'node:zlib';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { sandbox } from '../../src/sandbox/sandbox.plugin';
import { createWorld, type SandboxOptions, type World } from '../../src/sandbox/sandbox.world';

export const TOKEN = '4242:sandbox-test';

export type RunningSandbox = Readonly<{
  origin: string;
  world: World;
  /** A Bot API call; the answer as it came. */
  call(method: string, payload?: Readonly<Record<string, unknown>>): Promise<BotApiAnswer>;
  /** A request to the phone's API. */
  phone<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T>;
  close(): Promise<void>;
}>;

export type BotApiAnswer = Readonly<{
  status: number;
  headers: Headers;
  ok: boolean;
  description?: string;
  error_code?: number;
  parameters?: Readonly<{ retry_after: number }>;
  result?: unknown;
}>;

/** A sandbox on a free port of this machine. */
export async function aSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const world = createWorld({ tokens: [TOKEN], ...options });
  const app = Fastify();
  await app.register(sandbox, { prefix: '/sandbox', world });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return {
    origin,
    world,
    call: (method, payload = {}) => callBotApi(`${origin}/sandbox/telegram/bot${TOKEN}/${method}`, payload),
    phone: async <T>(method: string, path: string, body?: unknown) => {
      const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const response = await fetch(`${origin}/sandbox/api/${path}`, { method, ...(body !== undefined && json) });
      return (await response.json()) as T;
    },
    close: () => app.close(),
  };
}

export async function callBotApi(url: string, payload: Readonly<Record<string, unknown>>): Promise<BotApiAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
  });
  return { status: response.status, headers: response.headers, ...((await response.json()) as { ok: boolean }) };
}

/** A white PNG of a size; its pixels are real as long as it is small. */
export function aPng(width = 21, height = 21): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(1, 8);
  const row = Buffer.concat([Buffer.of(0), Buffer.alloc(Math.ceil(width / 8), 0xff)]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: Math.min(height, 1000) }, () => row)));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const size = Buffer.alloc(4);
  const sum = Buffer.alloc(4);
  size.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
