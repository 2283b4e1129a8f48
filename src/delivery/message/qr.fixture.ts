import jsQR from 'jsqr';
import { PNG } from 'pngjs';

/** Reads a picture as a phone would: from its pixels, with a third-party reader. */
export function readQr(png: Buffer): string | undefined {
  const { data, width, height } = PNG.sync.read(png);
  return jsQR(new Uint8ClampedArray(data), width, height)?.data;
}
