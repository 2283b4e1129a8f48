/** Reads the QR code in a drawn picture; undefined if there is none. */
export type ReadQr = (canvas: HTMLCanvasElement) => Promise<string | undefined>;

type Detector = Readonly<{ detect: (picture: CanvasImageSource) => Promise<readonly { rawValue: string }[]> }>;
type DetectorClass = {
  new (options: Readonly<{ formats: readonly string[] }>): Detector;
  getSupportedFormats: () => Promise<readonly string[]>;
};

const FORMAT = 'qr_code';
/** Enough for a code that fills a tenth of the picture; a photo of today's phones has four times as many pixels. */
const LONGEST_SIDE = 1600;

/** The browser's own reader if it has one, else a script that is loaded now. */
export async function qrReader(): Promise<ReadQr> {
  const detector = await ownDetector().catch(() => undefined);
  if (detector) return async (canvas) => (await detector.detect(canvas))[0]?.rawValue;
  const { default: jsQr } = await import('jsqr');
  return async (canvas) => {
    const { data, width, height } = pixelsOf(canvas).getImageData(0, 0, canvas.width, canvas.height);
    return jsQr(data, width, height)?.data;
  };
}

async function ownDetector(): Promise<Detector | undefined> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: DetectorClass };
  const formats = await BarcodeDetector?.getSupportedFormats();
  return BarcodeDetector && formats?.includes(FORMAT) ? new BarcodeDetector({ formats: [FORMAT] }) : undefined;
}

/** Reads what the camera sees now; undefined also while it sees nothing yet. */
export async function readVideo(read: ReadQr, video: HTMLVideoElement, canvas: HTMLCanvasElement) {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0) return undefined;
  return read(draw(video, { width, height }, canvas));
}

/** Reads a picture: made smaller first, then at its full size if nothing was found. */
export async function readPicture(read: ReadQr, picture: Blob): Promise<string | undefined> {
  const bitmap = await createImageBitmap(picture).catch(() => undefined);
  if (!bitmap) return undefined;
  const canvas = document.createElement('canvas');
  const found = await read(draw(bitmap, bitmap, canvas));
  if (found !== undefined || shrinkage(bitmap) === 1) return found;
  return read(draw(bitmap, bitmap, canvas, 1));
}

type Size = Readonly<{ width: number; height: number }>;

const shrinkage = ({ width, height }: Size): number => Math.min(1, LONGEST_SIDE / Math.max(width, height));

function draw(source: CanvasImageSource, size: Size, canvas: HTMLCanvasElement, scale = shrinkage(size)) {
  canvas.width = Math.round(size.width * scale);
  canvas.height = Math.round(size.height * scale);
  pixelsOf(canvas).drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function pixelsOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser draws nothing');
  return context;
}
