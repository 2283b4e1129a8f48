import fc from 'fast-check';
import type { ZodType } from 'zod';
import { rounds } from '../../test/harness/rounds';
import * as fields from './fields';

const takes = (schema: ZodType, value: unknown) => schema.safeParse(value).success;
const allSchemas = Object.entries(fields) as [string, ZodType][];

/** Values that are not text; the last looks like a database operator. */
const notText = [undefined, null, 5, true, [], ['Ann'], {}, { $ne: '' }];

/** Values with a `length` that cannot be compared with a number; JSON can bring the last one. */
const notComparable = [
  { length: Object.create(null) as unknown },
  JSON.parse('{"length":{"valueOf":1,"toString":1}}') as unknown,
];

describe.each<[string, ZodType, unknown[], unknown[]]>([
  [
    'a name',
    fields.personName,
    ['A', 'Ann Example', "Jean-Luc O'Neill", 'Ānn Ёж 王', 'x'.repeat(100), '😀'.repeat(100), ' Ann '],
    [
      '',
      ' ',
      '\t\n',
      'x'.repeat(101),
      '😀'.repeat(101),
      'A\u0000n',
      'A\nn',
      'A\u001bn',
      'A\u007fn',
      'A\u0085n',
      'A\u202en',
      'A\u2028n',
      'A\ud800n',
      '\u3164',
      '\u2800\u2800',
      '\u115f\u1160\uffa0',
      '\u200d\u200d',
      '\u200e',
    ],
  ],
  [
    'an e-mail',
    fields.email,
    ['ann@example.org', 'Ann+tag@Sub.Example.org', 'a@b.co'],
    [
      '',
      'ann',
      'ann@',
      '@example.org',
      'ann@localhost',
      'a b@example.org',
      'ann@example.org\n',
      'ann@@example.org',
      `${'a'.repeat(250)}@b.co`,
      'ann@example.org\u0000',
      'ann@exa\u202emple.org',
    ],
  ],
  [
    'a phone number',
    fields.phone,
    ['+4915112345678', '+1234567', '+123456789012345'],
    [
      '',
      '4915112345678',
      '+0123456789',
      '+123456',
      '+1234567890123456',
      '+49 151 12345678',
      '+4915112345678\n',
      '+４９１５１１２３４５６７８',
    ],
  ],
  [
    'a chat id',
    fields.telegramChatId,
    [1, 123456789, 2 ** 52 - 1, Number.MAX_SAFE_INTEGER],
    [0, -1, -1001234567890, 1.5, NaN, Infinity, 2 ** 53, 2 ** 63, '123456789', 1e300],
  ],
  [
    'a chat id, or its digits',
    fields.telegramChatIdOrDigits,
    [1, 2 ** 52 - 1],
    [0, -1, 1.5, 2 ** 53, '', '0', '-1', '1.5', ' 1', '1e3', '0x1', '01', '99999999999999999', '@ann', null, [1]],
  ],
  [
    'a username',
    fields.telegramUsername,
    ['ann_example', '@ann_example', 'Ann5', 'a_b_c_d', 'x'.repeat(32)],
    [
      '',
      '@',
      'ann',
      '@ann',
      '5ann',
      '_anna',
      'anna_',
      'an__na',
      'x'.repeat(33),
      'ann-a',
      'änne',
      '@@anna',
      'anna\n',
      'ann a',
    ],
  ],
  [
    'a code',
    fields.otpCode,
    ['123456', '000000', '1234567890'],
    ['', '12345', '12345678901', '12345a', '１２３４５６', '123456\n', ' 123456', 123456],
  ],
  ['a verification id', fields.verificationId, ['x', 'x'.repeat(64)], ['', 'x'.repeat(65)]],
  ['a link token', fields.linkToken, ['x', 'x'.repeat(128)], ['', 'x'.repeat(129)]],
])('%s', (_, schema, good, bad) => {
  it.each(good.map((value) => [value]))('may be %j', (value) => {
    expect(takes(schema, value)).toBe(true);
  });

  it.each([...bad, ...notText.filter((value) => typeof value !== typeof good[0])].map((value) => [value]))(
    'is not %j',
    (value) => {
      expect(takes(schema, value)).toBe(false);
    },
  );
});

describe('what is taken', () => {
  it('is stored in one spelling', () => {
    expect(fields.email.parse('Ann@Example.ORG')).toBe('ann@example.org');
    expect(fields.telegramUsername.parse('@Ann_Example')).toBe('Ann_Example');
    expect(fields.personName.parse('  Ann  ')).toBe('Ann');
    expect(fields.personName.parse('\u200eA\u200b\u061cnn\u3164\u2800 Lee\ufeff')).toBe('Ann Lee');
    expect(fields.personName.parse('👩‍👩‍👧 می‌خواهم')).toBe('👩‍👩‍👧 می‌خواهم');
  });

  it.each<readonly [string, string | undefined]>([
    ['info@xn--e1afmkfd.xn--p1ai', 'info@xn--e1afmkfd.xn--p1ai'],
    ['Info@пример.рф', 'info@xn--e1afmkfd.xn--p1ai'],
    ['jürgen@example.org', undefined],
    ['a@bücher.example', 'a@xn--bcher-kva.example'],
    ...[
      "o'hara@example.org",
      'a+b@example.org',
      'a/b=c&d#e%f!g@example.org',
      '{x}|y~`z^@example.org',
      '$a*?-_@example.org',
    ].map((text) => [text, text] as const),
    [' ann@example.org ', 'ann@example.org'],
    ['ann@sub.sub.example.museum', 'ann@sub.sub.example.museum'],
    [`${'a'.repeat(64)}@example.org`, `${'a'.repeat(64)}@example.org`],
    [`${'a'.repeat(65)}@example.org`, undefined],
    [`a@${'b.'.repeat(126)}c`, undefined],
    ...[
      'ann@example',
      'ann@127.0.0.1',
      '.a@example.org',
      'a.@example.org',
      'a..b@example.org',
      'a@-b.org',
      'a@b-.org',
    ].map((text) => [text, undefined] as const),
    ...['a b@example.org', 'a@b@example.org', '@example.org', 'a@', 'a@.org', 'a@b..org', 'a@b.org.', 'ann', ''].map(
      (text) => [text, undefined] as const,
    ),
  ])('an e-mail %j is %j (networks 8)', (text, stored) => {
    expect(fields.email.safeParse(text).data).toBe(stored);
  });

  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.emailAddress(),
  );

  it('never has a control character, whatever is tried', () => {
    const shown = allSchemas.filter(
      ([name]) => !['verificationId', 'linkToken', 'userId', 'deviceToken'].includes(name),
    );
    fc.assert(
      fc.property(texts, (text) => {
        for (const [, schema] of shown) {
          const { success, data } = schema.safeParse(text);
          if (success) expect(String(data)).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        }
      }),
      { numRuns: rounds(100) },
    );
  });

  it('refuses without ever throwing', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (value) => {
        for (const [, schema] of allSchemas) expect(() => schema.safeParse(value)).not.toThrow();
      }),
      { numRuns: rounds(100), examples: notComparable.map((value) => [value]) },
    );
  });

  it('is decided about as fast where a text is hostile', () => {
    const hostile = [`a${'_a'.repeat(8_000)}!`, `${'a.'.repeat(8_000)}@`, `${'a'.repeat(16_000)}@`, ' '.repeat(16_000)];
    const harmless = hostile.map(() => 'Ann '.repeat(4_000));
    const msFor = (texts: readonly string[]) => {
      const started = performance.now();
      for (const text of texts) for (const [, schema] of allSchemas) schema.safeParse(text);
      return performance.now() - started;
    };
    // Interruptions only add to a time: the least of several is what the texts themselves take.
    const least = (texts: readonly string[]) => Math.min(...Array.from({ length: 9 }, () => msFor(texts)));
    expect(least(hostile) / least(harmless)).toBeLessThan(50);
  });
});
