import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { randomId } from '../ids';
import { rounds } from '../../test/harness/rounds';
import { Secrets, type Derivation } from './secrets';

const OLD = 'an-old-key-0123456789-0123456789-0123456789';
const NEW = 'a-new-key-0123456789-0123456789-0123456789-';
const secrets = new Secrets([NEW], 6);

const aDerivation = (differing: Partial<Derivation> = {}): Derivation => ({
  id: randomId(),
  linkId: randomId(),
  nonce: randomId(),
  generation: 1,
  ...differing,
});

const sixteenBytes = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((b) => Buffer.from(b).toString('base64url'));
const derivations = fc.record({
  id: fc.string(),
  linkId: sixteenBytes,
  nonce: fc.string(),
  generation: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
});

describe('codes', () => {
  it.each([6, 7, 8, 9, 10])('have %i digits, also those that begin with zeros', (length) => {
    const made = Array.from({ length: rounds(300) }, () => new Secrets([NEW], length).code(aDerivation()));
    expect(made.filter((code) => !new RegExp(`^\\d{${length}}$`).test(code))).toEqual([]);
    expect(made.some((code) => code.startsWith('0'))).toBe(true);
  });

  it('read back, and no other one does', () => {
    fc.assert(
      fc.property(derivations, fc.string(), (of, guess) => {
        const code = secrets.code(of);
        return secrets.isCode(code, of) && (guess === code || !secrets.isCode(guess, of));
      }),
      { numRuns: rounds(100) },
    );
  });

  it.each(['', '12345', '1234567', '１２３４５６', 'ééé', '\u0000'.repeat(6)])('are not %j', (text) => {
    expect(secrets.isCode(text, aDerivation())).toBe(false);
  });

  it.each(['id', 'nonce', 'generation'] as const)('change with the %s', (part) => {
    const of = aDerivation();
    const others = Array.from({ length: 50 }, (_, index) => secrets.code({ ...of, [part]: `${of[part]}${index}` }));
    expect(new Set(others).size).toBeGreaterThan(45);
  });

  it('use every digit at every place alike', () => {
    const codes = rounds(4_000);
    const counts = Array.from({ length: 6 }, () => Array<number>(10).fill(0));
    for (let code = 0; code < codes; code++)
      [...secrets.code(aDerivation())].forEach((digit, place) => counts[place]![Number(digit)]!++);
    const [expected, sixSigma] = [codes / 10, 6 * Math.sqrt(codes * 0.09)];
    expect(counts.flat().filter((count) => Math.abs(count - expected) > sixSigma)).toEqual([]);
  });

  it('cannot be computed from all that the database holds', () => {
    const dump = aDerivation();
    const guesses = ['', 'secret', dump.id, dump.nonce, dump.linkId].map((key) => new Secrets([key], 6).code(dump));
    const link = secrets.linkToken(dump);
    expect(guesses).not.toContain(secrets.code(dump));
    expect(new Secrets([OLD], 6).readLinkToken(link)).toBeUndefined();
    expect(JSON.stringify(dump)).not.toContain(secrets.code(dump));
  });
});

describe('link tokens', () => {
  it('are 48 characters that a URL takes as they are, and read back', () => {
    fc.assert(
      fc.property(derivations, (of) => {
        const token = secrets.linkToken(of);
        expect(token).toMatch(/^[\w-]{48}$/);
        expect(secrets.readLinkToken(token)).toEqual({ linkId: of.linkId, generation: of.generation });
      }),
      { numRuns: rounds(100) },
    );
  });

  it('do not show the id that is the initiator’s proof', () => {
    const of = aDerivation();
    expect(Buffer.from(secrets.linkToken(of), 'base64url').includes(Buffer.from(of.id, 'base64url'))).toBe(false);
  });

  it('are broken by a change of any one bit', () => {
    const bytes = Buffer.from(secrets.linkToken(aDerivation()), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const forged = Buffer.from(bytes);
      forged[bit >> 3]! ^= 1 << (bit & 7);
      expect(secrets.readLinkToken(forged.toString('base64url'))).toBeUndefined();
    }
  });

  it('are not what a guesser writes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => secrets.readLinkToken(text) === undefined),
      { numRuns: rounds(100) },
    );
    expect(secrets.readLinkToken(randomBytes(36).toString('base64url'))).toBeUndefined();
  });
});

describe('start codes', () => {
  it('fit into a t.me link, and read back', () => {
    fc.assert(
      fc.property(sixteenBytes, (startId) => {
        const code = secrets.startCode(startId);
        expect(code).toMatch(/^[\w-]{43}$/);
        expect(secrets.readStartCode(code)).toBe(startId);
      }),
      { numRuns: rounds(100) },
    );
  });

  it('are another thing than link tokens', () => {
    const of = aDerivation();
    expect(secrets.readStartCode(secrets.linkToken(of))).toBeUndefined();
    expect(secrets.readLinkToken(secrets.startCode(of.linkId))).toBeUndefined();
    const asLink = Buffer.concat([Buffer.from(of.linkId, 'base64url'), Buffer.alloc(4)]);
    expect(secrets.startCode(asLink.toString('base64url'))).not.toBe(secrets.linkToken({ ...of, generation: 0 }));
  });
});

describe('one spelling', () => {
  const tokens = { 'a link token': secrets.linkToken(aDerivation()), 'a start code': secrets.startCode(randomId()) };

  it.each(Object.entries(tokens))('is all that %s has', (_, token) => {
    const read = (text: string) => secrets.readLinkToken(text) ?? secrets.readStartCode(text);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/';
    const otherLasts = [...alphabet].map((last) => token.slice(0, -1) + last).filter((text) => text !== token);
    const spellings = [`${token}=`, ` ${token}`, `${token}\n`, `${token.slice(0, 9)}.${token.slice(9)}`, ...otherLasts];
    expect(read(token)).toBeDefined();
    expect(spellings.filter((text) => read(text) !== undefined)).toEqual([]);
  });
});

describe('rotation', () => {
  const [before, during, after] = [new Secrets([OLD], 6), new Secrets([NEW, OLD], 6), new Secrets([NEW], 6)];
  const of = aDerivation();

  it('accepts during the overlap what either key made', () => {
    for (const maker of [before, after]) {
      expect(during.isCode(maker.code(of), of)).toBe(true);
      expect(during.readLinkToken(maker.linkToken(of))).toEqual({ linkId: of.linkId, generation: 1 });
      expect(during.readStartCode(maker.startCode(of.linkId))).toBe(of.linkId);
    }
  });

  it('makes new ones with the new key, and drops the old after the overlap', () => {
    expect([during.code(of), during.linkToken(of)]).toEqual([after.code(of), after.linkToken(of)]);
    expect(after.isCode(before.code(of), of)).toBe(false);
    expect(after.readLinkToken(before.linkToken(of))).toBeUndefined();
    expect(after.readStartCode(before.startCode(of.linkId))).toBeUndefined();
  });
});

describe('what a client repeats', () => {
  it('is known by each key that may have made it, newest first, and by nothing else', () => {
    const [by, byOld] = new Secrets([NEW, OLD], 6).repeatable('a secret');
    expect([by, byOld]).toEqual([secrets.repeatable('a secret')[0], new Secrets([OLD], 6).repeatable('a secret')[0]]);
    expect(by).toMatch(/^[\w-]{22}$/);
    expect(new Set([by, byOld, ...secrets.repeatable('another')]).size).toBe(3);
  });
});
