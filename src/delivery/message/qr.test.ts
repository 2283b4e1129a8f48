import { randomBytes } from 'node:crypto';
import { PNG } from 'pngjs';
import { rounds } from '../../../test/harness/rounds';
import { readQr } from './qr.fixture';
import { renderQr } from './qr';

const BASES = [
  'https://telega2go.example/verify#',
  'http://localhost:3000/verify#',
  'https://sign-in.a-rather-long-name.example.org/some/where/verify#',
];
const MAX_BYTES = 1_200;
const quietPixels = 4 * 8;

const aLink = (base: string) => base + randomBytes(36).toString('base64url');

describe('the QR picture', () => {
  it('reads back, each of many links', () => {
    const links = Array.from({ length: rounds(30) }, (_, index) => aLink(BASES[index % BASES.length]!));
    expect(links.filter((link) => readQr(renderQr(link)) !== link)).toEqual([]);
  });

  it('is small', () => {
    const sizes = Array.from({ length: rounds(100) }, () => renderQr(aLink(BASES[0]!)).length);
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
