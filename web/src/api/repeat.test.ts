import { aShelf } from '../shelf.fixture';
import { keyOf } from './repeat';

describe('the key of a sign-in', () => {
  it('is the same for as long as the sign-in is', () => {
    const shelf = aShelf();
    const key = keyOf('one', shelf);
    expect(key).toMatch(/^[\w-]{22,}$/);
    expect(keyOf('one', shelf)).toBe(key);
  });

  it('is another one for another, and on another device', () => {
    const shelf = aShelf();
    const keys = [keyOf('one', shelf), keyOf('two', shelf), keyOf('one', shelf), keyOf('one', aShelf())];
    expect(new Set(keys).size).toBe(4);
  });
});
