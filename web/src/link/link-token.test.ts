import { takeLinkToken } from './link-token';

/** An address bar that loses its fragment once it is cleaned, as in a browser. */
function aBar(pathname: string, hash: string) {
  const bar = { pathname, hash, search: '' };
  const clean = (path: string) => Object.assign(bar, { hash: '', pathname: path });
  return { bar, clean };
}

describe('an opened magic link', () => {
  it('is read once and leaves the address bar at once', () => {
    const { bar, clean } = aBar('/verify', '#secret');
    expect(takeLinkToken(bar, clean)).toBe('secret');
    expect(bar).toEqual({ pathname: '/verify', hash: '', search: '' });
    expect(takeLinkToken(bar, clean)).toBeNull();
  });

  it('is no business of other pages', () => {
    const { bar, clean } = aBar('/profile', '#secret');
    expect(takeLinkToken(bar, clean)).toBeNull();
    expect(bar.hash).toBe('#secret');
  });

  it('may be damaged without breaking the page', () => {
    const { bar, clean } = aBar('/verify', '#%E0%A4%A');
    expect(takeLinkToken(bar, clean)).toBe('%E0%A4%A');
  });
});
