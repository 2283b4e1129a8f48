import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const SEQUENCE = 0x30;
const SET = 0x31;
const CONTEXT = 0xa0;
const EXTENSIONS = 0xa3;
const DAY_MS = 86_400_000;

/** A key, and a certificate for 127.0.0.1 that nobody but the key itself vouches for. */
export function selfSigned(): Readonly<{ key: string; cert: string }> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(SEQUENCE, oid('06082a8648ce3d040302'));
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, oid('0603550403'), der(0x0c, Buffer.from('127.0.0.1')))));
  const validity = der(SEQUENCE, utcTime(Date.now() - DAY_MS), utcTime(Date.now() + DAY_MS));
  // Without a leading zero bit the number would be negative.
  const serial = der(0x02, Buffer.of(1), randomBytes(7));
  const version = der(CONTEXT, der(0x02, Buffer.of(2)));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const addresses = der(SEQUENCE, der(0x87, Buffer.of(127, 0, 0, 1)));
  const altName = der(SEQUENCE, oid('0603551d11'), der(0x04, addresses));
  const extensions = der(EXTENSIONS, der(SEQUENCE, altName));
  const body = der(SEQUENCE, version, serial, algorithm, name, validity, name, spki, extensions);
  const signature = der(0x03, Buffer.of(0), sign('sha256', body, privateKey));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pem(der(SEQUENCE, body, algorithm, signature)),
  };
}

/** Tag, length, content: DER, in which certificates are written. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const size = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

const oid = (hex: string): Buffer => Buffer.from(hex, 'hex');

const utcTime = (ms: number): Buffer =>
  der(0x17, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));

const pem = (bytes: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${bytes
    .toString('base64')
    .match(/.{1,64}/g)!
    .join('\n')}\n-----END CERTIFICATE-----\n`;
