import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import Fastify from 'fastify';
import type { Brand } from '../config/apps/app';
import { brandManifest, brandPage, brandWorker, encode, sendEncoded } from './branded.files';

const web = join(__dirname, '../../web');
const page = readFileSync(join(web, 'index.html'), 'utf8');
const manifest = readFileSync(join(web, 'public/manifest.webmanifest'), 'utf8');
const own: Brand = { id: 'default', name: 'Acme', color: '#aa3300' };
const other: Brand = {
  id: 'shop',
  name: '"A" & <B> $& $1',
  logo: 'https://cdn.example/l.png?a=1&b="',
  color: '#1f6feb',
};

describe('a page', () => {
  it('has the name of the app that it is for, and what else it shows of itself', () => {
    const html = brandPage(page, own);
    expect(html).toContain('<title>Acme</title>');
    expect(html).toContain('<meta name="application-name" content="Acme" data-color="#aa3300" />');
  });

  it('takes no name for HTML', () => {
    const html = brandPage(page, other);
    expect(html).toContain('<title>&quot;A&quot; &amp; &lt;B&gt; $&amp; $1</title>');
    expect(html).toContain('content="&quot;A&quot; &amp; &lt;B&gt; $&amp; $1" data-app="shop"');
    expect(html).toContain('data-logo="https://cdn.example/l.png?a=1&amp;b=&quot;"');
  });
});

describe('what is built', () => {
  it.each([
    ['page', page],
    ['manifest', manifest],
    ['page of operators', readFileSync(join(web, 'admin.html'), 'utf8')],
  ])('as a %s has no brand of its own', (_, text) => expect(text).not.toContain('Telega2Go'));
});

describe('an installed app', () => {
  it('is called by the name, and framed by the colour', () => {
    const branded = JSON.parse(brandManifest(manifest, own)) as object;
    expect(branded).toEqual({ ...JSON.parse(manifest), name: 'Acme', short_name: 'Acme', theme_color: '#aa3300' });
  });

  it('keeps the colour that it was built with where the app has none', () => {
    const { theme_color: color } = JSON.parse(manifest) as { theme_color: string };
    expect(JSON.parse(brandManifest(manifest, { id: 'default', name: 'Acme' }))).toMatchObject({ theme_color: color });
  });

  it('is another version where a brand is another', () => {
    const script = 'const SHELL={"version":"0123456789abcdef","files":["/"]};go()';
    const [first, second] = ['Acme', 'Bcme'].map((brand) => brandWorker(script, brand));
    expect(first).toMatch(/^const SHELL=\{"version":"0123456789abcdef\w{8}","files":\["\/"\]\};go\(\)$/);
    expect(first).not.toBe(second);
    expect(brandWorker(script, 'Acme')).toBe(first);
  });
});

describe('a text that is sent', () => {
  const server = Fastify();
  const encoded = encode('so it is '.repeat(50), 'text/plain; charset=utf-8');
  server.get('/', (request, reply) => sendEncoded(request, reply, encoded));
  const ask = (headers: Record<string, string>) => server.inject({ url: '/', headers });

  afterAll(() => server.close());

  it.each([
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['GZIP;q=0.5', 'gzip', gunzipSync],
    ['br;q=0, gzip', 'gzip', gunzipSync],
  ])('to a client that takes %s is %s', async (accepted, encoding, unpack) => {
    const { headers, rawPayload } = await ask({ 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBe(encoding);
    expect(unpack(rawPayload).toString()).toBe(encoded.plain.toString());
  });

  it.each(['', 'identity', 'brotli', 'br;q=0'])('to a client that takes "%s" is plain', async (accepted) => {
    const { headers, payload } = await ask({ 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBeUndefined();
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(payload).toBe(encoded.plain.toString());
  });

  it('is not sent again to a client that has it', async () => {
    const { headers } = await ask({});
    expect(headers['cache-control']).toBe('no-cache');
    for (const known of [String(headers.etag), `"another", ${String(headers.etag)}`])
      expect(await ask({ 'if-none-match': known })).toMatchObject({ statusCode: 304, payload: '' });
    expect(await ask({ 'if-none-match': '"another"' })).toMatchObject({ statusCode: 200 });
  });
});
