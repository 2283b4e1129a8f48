import { isButtonUrl } from './message';

describe('a link button', () => {
  it.each(['https://app.example.org/verify#t', 'http://127.0.0.1:3000/x', 'http://[::1]:3000/', 'http://lvh.me'])(
    'may open %s',
    (url) => expect(isButtonUrl(url)).toBe(true),
  );

  it.each([
    'http://localhost:3000/verify#t',
    'ftp://example.org/',
    'tg://resolve?domain=x',
    'javascript:alert(1)',
    'x',
  ])('may not open %s, for which Telegram refuses the message', (url) => expect(isButtonUrl(url)).toBe(false));
});
