import { email, personName } from '../../src/fields/fields';
import { isEmail, isName, usernameIn } from '../../web/src/fields';

describe('the page asks for what the server takes (networks 8)', () => {
  it.each([
    ...[
      'ann@example.org',
      'info@пример.рф',
      'info@xn--e1afmkfd.xn--p1ai',
      'a@bücher.example',
      'a/b=c&d#e%f!g@example.org',
    ],
    ...[
      'ann',
      'ann@example',
      'a b@example.org',
      'jürgen@example.org',
      'a@b..org',
      `${'a'.repeat(65)}@example.org`,
      'a@127.0.0.1',
    ],
  ])('as an e-mail: %s', (text) => {
    expect(isEmail(text)).toBe(email.safeParse(text).success);
  });

  it.each([
    'Ann',
    '😀'.repeat(60),
    '😀'.repeat(100),
    '😀'.repeat(101),
    'a'.repeat(101),
    '\u3164',
    ' \u200e',
    '\u2800a',
  ])('as a name: %s', (text) => {
    expect(isName(text)).toBe(personName.safeParse(text).success);
  });

  it.each([
    'ann_lee',
    '@ann_lee',
    't.me/ann_lee',
    'http://t.me/ann_lee',
    'HTTPS://T.ME/ann_lee',
    ' https://t.me/ann_lee ',
  ])('and finds the username in %j', (typed) => {
    expect(usernameIn(typed)).toBe('ann_lee');
  });
});
