import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

const SEQUENCE = 0x30;
const SET = 0x31;
const CONTEXT = 0xa0;
const EXTENSIONS = 0xa3;
const DAY_MS = 86_400_000;

type Identity = Readonly<{ key: string; cert: string }>;

/** A key, and a certificate for 127.0.0.1 that nobody but the key itself vouches for. */
export function selfSigned(): Identity {
  const { publicKey, privateKey } = aKeyPair();
  return certified(privateKey, publicKey, { key: privateKey, name: HOST });
}

/** The same with a certificate of an authority, whose own is not sent along: a chain that is not whole. */
export function leafOnly(): Identity {
  const { publicKey, privateKey } = aKeyPair();
  return certified(privateKey, publicKey, { key: aKeyPair().privateKey, name: BETWEEN });
}

/** The same with all that stands between it and an authority that nobody knows: a chain that is whole, but for its root. */
export function ofUnknownAuthority(): Identity {
  const { publicKey, privateKey } = aKeyPair();
  const between = aKeyPair();
  const { key, cert } = certified(privateKey, publicKey, { key: between.privateKey, name: BETWEEN });
  const root = { key: aKeyPair().privateKey, name: 'an unknown root' };
  return { key, cert: cert + certified(between.privateKey, between.publicKey, root, { authority: BETWEEN }).cert };
}

/** The same with a certificate that has expired. */
export function expired(): Identity {
  const { publicKey, privateKey } = aKeyPair();
  return certified(privateKey, publicKey, { key: privateKey, name: HOST }, { until: Date.now() - DAY_MS });
}

const HOST = '127.0.0.1';
const BETWEEN = 'an authority in between';
const aKeyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

const named = (text: string): Buffer =>
  der(SEQUENCE, der(SET, der(SEQUENCE, oid('0603550403'), der(0x0c, Buffer.from(text)))));

function certified(
  privateKey: KeyObject,
  publicKey: KeyObject,
  issuer: Readonly<{ key: KeyObject; name: string }>,
  { until = Date.now() + DAY_MS, authority }: Readonly<{ until?: number; authority?: string }> = {},
): Identity {
  const algorithm = der(SEQUENCE, oid('06082a8648ce3d040302'));
  const validity = der(SEQUENCE, utcTime(until - 2 * DAY_MS), utcTime(until));
  // Without a leading zero bit the number would be negative.
  const serial = der(0x02, Buffer.of(1), randomBytes(7));
  const version = der(CONTEXT, der(0x02, Buffer.of(2)));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const addresses = der(SEQUENCE, der(0x87, Buffer.of(127, 0, 0, 1)));
  const altName = der(SEQUENCE, oid('0603551d11'), der(0x04, addresses));
  const mayIssue = der(SEQUENCE, oid('0603551d13'), der(0x04, der(SEQUENCE, der(0x01, Buffer.of(0xff)))));
  const extensions = der(EXTENSIONS, der(SEQUENCE, authority ? mayIssue : altName));
  const subject = named(authority ?? HOST);
  const body = der(SEQUENCE, version, serial, algorithm, named(issuer.name), validity, subject, spki, extensions);
  const signature = der(0x03, Buffer.of(0), sign('sha256', body, issuer.key));
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
