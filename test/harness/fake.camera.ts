import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';

const WIDTH = 640;
const HEIGHT = 480;
const GREY = 128;

/** What Chromium's pretend camera sees: a film in a file, which is read when the camera is opened. */
export class FakeCamera {
  private readonly folder = mkdtempSync(join(tmpdir(), 'telega2go-camera-'));
  private readonly film: string;

  constructor() {
    this.film = join(this.folder, 'film.y4m');
    this.show(undefined);
  }

  /** For the browser: this camera, and nobody is asked whether it may be used. */
  get flags(): string[] {
    const device = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${this.film}`];
    return [...device, '--use-fake-ui-for-media-stream'];
  }

  /** Holds a picture before it, or nothing. */
  show(picture: Buffer | undefined): void {
    const frame = Buffer.alloc((WIDTH * HEIGHT * 3) / 2, GREY);
    if (picture) drawInto(frame, PNG.sync.read(picture));
    const header = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`;
    writeFileSync(this.film, Buffer.concat([Buffer.from(`${header}FRAME\n`), frame, Buffer.from('FRAME\n'), frame]));
  }

  throwAway(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** In the middle, as high as the film, with a little room around it; brightness alone, as the picture is black and white. */
function drawInto(frame: Buffer, { data, width, height }: PNG): void {
  const side = HEIGHT - 80;
  const left = (WIDTH - side) / 2;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const from = (Math.floor((y * height) / side) * width + Math.floor((x * width) / side)) * 4;
      frame[(y + 40) * WIDTH + left + x] = data[from]!;
    }
  }
}
