import { tokenIn } from './our-link';

const ORIGIN = 'https://app.example.org';

describe('what was scanned or pasted', () => {
  it('is a link of ours, blanks around it forgiven', () => {
    expect(tokenIn(` ${ORIGIN}/verify#a-secret\n`, ORIGIN)).toBe('a-secret');
  });

  it.each([
    ['a code', '123456'],
    ['nothing', ''],
    ['a link to elsewhere', 'https://app.example.org.evil.example/verify#a-secret'],
    ['our link over another scheme', 'http://app.example.org/verify#a-secret'],
    ['another page of ours', `${ORIGIN}/profile#a-secret`],
    ['our link without a secret', `${ORIGIN}/verify`],
    ['a script', 'javascript:alert(1)//verify#a-secret'],
  ])('is no link of ours: %s', (_, text) => {
    expect(tokenIn(text, ORIGIN)).toBeNull();
  });
});
