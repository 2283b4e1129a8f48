import { randomBytes } from 'node:crypto';

/** The parameters of a Bot API call; a Buffer is a picture to upload. */
export type BotApiPayload = Readonly<Record<string, unknown>>;

export type Body = Readonly<{ contentType: string; bytes: Buffer }>;

/** Telegram refuses photos by the extension of their name, and takes them for JPEG otherwise. */
const PICTURE_NAME = 'qr.png';
const PICTURE_TYPE = 'image/png';

const BOUNDARY = `telega2go-${randomBytes(18).toString('hex')}`;

/** JSON, or multipart where there is something to upload: one Buffer either way, so that one write carries it. */
export function bodyOf(payload: BotApiPayload): Body {
  const fields = Object.entries(payload).filter(([, value]) => value !== undefined);
  if (!fields.some(([, value]) => Buffer.isBuffer(value)))
    return { contentType: 'application/json', bytes: Buffer.from(JSON.stringify(payload)) };
  const parts = fields.flatMap(([name, value]) => (Buffer.isBuffer(value) ? picture(name, value) : field(name, value)));
  return {
    contentType: `multipart/form-data; boundary=${BOUNDARY}`,
    bytes: Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]),
  };
}

function field(name: string, value: unknown): Buffer[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return [Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`)];
}

function picture(name: string, bytes: Buffer): Buffer[] {
  const head =
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; filename="${PICTURE_NAME}"\r\n` +
    `Content-Type: ${PICTURE_TYPE}\r\n\r\n`;
  return [Buffer.from(head), bytes, Buffer.from('\r\n')];
}
