import { createHash } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DEFAULT_APP, type Brand } from '../config/apps/app';
import { safe } from '../http/html';

const NAME_TAG = /<meta name="application-name"[^>]*>/;
const TITLE = /<title>[^<]*<\/title>/;

/** A built page of the web app, with the brand of the app it is for, so that its first paint needs no other answer. */
export function brandPage(html: string, { id, name, logo, color, languages }: Brand): string {
  const told = [
    `content="${safe(name)}"`,
    ...(id === DEFAULT_APP ? [] : [`data-app="${safe(id)}"`]),
    ...(logo === undefined ? [] : [`data-logo="${safe(logo)}"`]),
    ...(color === undefined ? [] : [`data-color="${safe(color)}"`]),
    ...(languages === undefined ? [] : [`data-languages="${languages.join(' ')}"`]),
  ];
  return html
    .replace(TITLE, () => `<title>${safe(name)}</title>`)
    .replace(NAME_TAG, () => `<meta name="application-name" ${told.join(' ')} />`);
}

/** The manifest, which names an installed app after the brand. */
export function brandManifest(built: string, { name, color }: Brand): string {
  const manifest = JSON.parse(built) as Record<string, unknown>;
  return JSON.stringify({ ...manifest, name, short_name: name, ...(color && { theme_color: color }) });
}

/** Browsers that keep the web app fetch it anew when its worker script changes: makes it change with the brands. */
export const brandWorker = (script: string, brands: string): string =>
  script.replace(/"version":"\w+/, (version) => `${version}${hashOf(brands).slice(0, 8)}`);

/** A text, compressed once for all requests. */
export type Encoded = Readonly<{ tag: string; type: string; plain: Buffer; br: Buffer; gzip: Buffer }>;

export function encode(text: string, type: string): Encoded {
  const plain = Buffer.from(text);
  // The same for every encoding, which makes it a weak one.
  const tag = `W/"${hashOf(text).slice(0, 27)}"`;
  return { tag, type, plain, br: brotliCompressSync(plain), gzip: gzipSync(plain, { level: 9 }) };
}

export function sendEncoded({ headers }: FastifyRequest, reply: FastifyReply, { tag, type, ...bodies }: Encoded) {
  void reply.header('etag', tag).header('cache-control', 'no-cache');
  if (headers['if-none-match']?.includes(tag.slice(2))) return reply.status(304).send();
  void reply.type(type);
  const taken = (['br', 'gzip'] as const).find((encoding) => takes(headers['accept-encoding'], encoding));
  return taken ? reply.header('content-encoding', taken).send(bodies[taken]) : reply.send(bodies.plain);
}

/** RFC 9110, 12.5.3; a client that names no encoding gets the plain text. */
function takes(header: string | string[] | undefined, encoding: string): boolean {
  const named = String(header ?? '').split(',');
  const [, weight = '1'] =
    named.map((each) => each.trim().split(/\s*;\s*q=/i)).find(([name]) => name?.toLowerCase() === encoding) ?? [];
  return named.some((each) => each.toLowerCase().replace(/;.*$/s, '').trim() === encoding) && Number(weight) > 0;
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
