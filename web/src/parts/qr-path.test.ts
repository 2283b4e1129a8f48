import { create } from 'qrcode';
import jsQR from 'jsqr';
import { qrPath } from './qr-path';

/** Draws the path's runs as pixels, four per module. */
function pixelsOf(path: string, side: number): Uint8ClampedArray {
  const scale = 4;
  const width = side * scale;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++)
      for (let column = Number(x) * scale; column < (Number(x) + Number(run)) * scale; column++)
        pixels.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
  return pixels;
}

describe('the start link’s QR code', () => {
  it('reads back as the link', () => {
    const link = 'https://t.me/our_bot?start=Abc-123_xyz';
    const { modules } = create(link, { errorCorrectionLevel: 'M' });
    const { path, side } = qrPath({ size: modules.size, get: (row, column) => modules.get(row, column) });
    expect(jsQR(pixelsOf(path, side), side * 4, side * 4)?.data).toBe(link);
  });
});
