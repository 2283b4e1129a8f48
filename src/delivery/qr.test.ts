import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { Child } from '../persistence/child.factory';
import { readQr } from './pictures';
import { renderQr } from './qr';

const BASES = [
  'https://telega2go.example/verify#',
  'http://localhost:3000/verify#',
  'https://sign-in.a-rather-long-name.example.org/some/where/verify#',
];
const MAX_BYTES = 1_200;
const quietPixels = 4 * 8;

const aLink = (base: string) => base + randomBytes(36).toString('base64url');

/** Draws and reads `count` links in a process of its own, where the reader is ten times faster than in here. */
const reading = (count: number) => `
  const { renderQr } = require(${JSON.stringify(join(__dirname, 'qr.ts'))});
  const { default: jsQR } = require('jsqr');
  const { PNG } = require('pngjs');
  const bases = ${JSON.stringify(BASES)};
  let read = 0;
  for (let index = 0; index < ${count}; index++) {
    const link = bases[index % bases.length] + require('node:crypto').randomBytes(36).toString('base64url');
    const { data, width, height } = PNG.sync.read(renderQr(link));
    const found = jsQR(new Uint8ClampedArray(data), width, height, { inversionAttempts: 'dontInvert' });
    if (found?.data === link) read++;
    else say('unread: ' + link);
  }
  say('read ' + read);
`;

describe('the QR picture', () => {
  it('reads back, 3,000 links of 3,000', async () => {
    const children = [1_500, 1_500].map((count) => Child.run(reading(count)));
    const lines = await Promise.all(children.map((child) => child.end()));
    expect(lines).toEqual([['read 1500'], ['read 1500']]);
  }, 300_000);

  it('is small', () => {
    const sizes = Array.from({ length: 500 }, () => renderQr(aLink(BASES[0]!)).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_BYTES);
  });

  it('is square, black on white, with the quiet zone that readers need', () => {
    const { data, width, height } = PNG.sync.read(renderQr(aLink(BASES[0]!)), { checkCRC: true });
    const levelAt = (x: number, y: number) => data[(y * width + x) * 4]!;
    const border = Array.from({ length: width }, (_, at) => at).flatMap((at) =>
      [0, quietPixels - 1].flatMap((edge) => [levelAt(at, edge), levelAt(edge, at), levelAt(width - 1 - edge, at)]),
    );
    expect(width).toBe(height);
    expect(border.every((level) => level === 255)).toBe(true);
    expect(levelAt(quietPixels, quietPixels)).toBe(0);
    expect(new Set(data)).toEqual(new Set([0, 255]));
  });

  it('takes characters beyond ASCII', () => {
    expect(readQr(renderQr('https://пример.example/вход#1'))).toBe('https://пример.example/вход#1');
  });

  it('is no longer read when it is spoilt', () => {
    const png = PNG.sync.read(renderQr(aLink(BASES[0]!)));
    png.data.fill(255, 0, png.data.length / 2);
    expect(readQr(PNG.sync.write(png))).toBeUndefined();
  });
});
