import { randomBytes } from 'node:crypto';
import type { Upload } from './bot-api/bot-api.params';
import { badRequest } from './bot-api/bot-api.refusal';

/** A stored photo. */
export type Picture = Readonly<{
  id: string;
  uniqueId: string;
  path: string;
  width: number;
  height: number;
  bytes: Buffer;
}>;

const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
const MAX_STORED_BYTES = 64 * 1024 * 1024;
const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const PNG_END = 'IEND';
const START_OF_FRAME = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

/** Pictures of one bot by `file_id`; the oldest are dropped when all of them exceed 64 MiB. */
export class PictureStore {
  readonly #pictures = new Map<string, Picture>();
  #bytes = 0;
  #count = 0;

  /** Takes an upload, or refuses it as Telegram refuses a photo. */
  add(upload: Upload): Picture {
    const size = checkedSize(upload);
    const id = `AgAC${randomBytes(36).toString('base64url')}`;
    const extension = upload.bytes.subarray(0, 8).equals(PNG_SIGNATURE) ? 'png' : 'jpg';
    const path = `photos/file_${this.#count++}.${extension}`;
    const picture = { id, uniqueId: `AQAD${randomBytes(8).toString('base64url')}`, path, ...size, bytes: upload.bytes };
    this.#pictures.set(id, picture);
    this.#bytes += upload.bytes.length;
    this.#forgetOldest();
    return picture;
  }

  get(id: string): Picture | undefined {
    return this.#pictures.get(id);
  }

  at(path: string): Picture | undefined {
    return [...this.#pictures.values()].find((picture) => picture.path === path);
  }

  #forgetOldest(): void {
    for (const [id, picture] of this.#pictures) {
      if (this.#bytes <= MAX_STORED_BYTES) return;
      this.#pictures.delete(id);
      this.#bytes -= picture.bytes.length;
    }
  }
}

type Size = Readonly<{ width: number; height: number }>;

function checkedSize({ name, bytes }: Upload): Size {
  if (bytes.length === 0) throw badRequest('file must be non-empty');
  if (bytes.length > MAX_PHOTO_BYTES) {
    throw badRequest(
      `file of size ${bytes.length} bytes is too big for a photo; the maximum size is ${MAX_PHOTO_BYTES} bytes`,
    );
  }
  if (/\.[a-z0-9]+$/i.test(name) && !/\.(jpe?g|gif|png|tiff?|bmp)$/i.test(name)) {
    throw badRequest('photo has unsupported extension. Use one of .jpg, .jpeg, .gif, .png, .tif or .bmp');
  }
  const size = pngSize(bytes) ?? jpegSize(bytes);
  if (!size) throw badRequest('IMAGE_PROCESS_FAILED');
  const { width, height } = size;
  const isTooLong = Math.max(width, height) > 20 * Math.min(width, height);
  if (width + height > 10_000 || isTooLong) throw badRequest('PHOTO_INVALID_DIMENSIONS');
  return size;
}

function pngSize(bytes: Buffer): Size | undefined {
  if (bytes.length < 45 || !bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return undefined;
  const isWhole = bytes.subarray(-8, -4).toString('latin1') === PNG_END;
  return isWhole ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) } : undefined;
}

function jpegSize(bytes: Buffer): Size | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (bytes[at] !== 0xff) return undefined;
    if (START_OF_FRAME.has(bytes[at + 1] ?? 0)) {
      return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    }
  }
  return undefined;
}
