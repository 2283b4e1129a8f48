import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import { Metrics } from '../metrics/metrics';
import { renderQr } from './qr';

const PROBE = 'https://telega2go.example/verify#0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL';

/** Draws the QR pictures of messages, if a reader of somebody else's can read one back. */
@Injectable()
export class Pictures implements OnModuleInit {
  /** False: messages go as text, and `/health` says so. */
  isReadable = false;
  private readonly logger = new Logger(Pictures.name);

  constructor(private readonly metrics: Metrics) {}

  onModuleInit(): void {
    this.isReadable = readsBack(PROBE);
    if (!this.isReadable) this.logger.error('a QR picture does not read back: messages go out without pictures');
  }

  draw(link: string): Buffer | undefined {
    if (!this.isReadable) return undefined;
    const stopTimer = this.metrics.qrSeconds.startTimer();
    const picture = renderQr(link);
    stopTimer();
    return picture;
  }
}

function readsBack(text: string): boolean {
  try {
    return readQr(renderQr(text)) === text;
  } catch {
    return false;
  }
}

/** Reads a picture as a phone would: from its pixels. */
export function readQr(png: Buffer): string | undefined {
  const { data, width, height } = PNG.sync.read(png);
  return jsQR(new Uint8ClampedArray(data), width, height)?.data;
}
