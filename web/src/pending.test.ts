import { forgetPending, keepPending, readPending } from './pending';
import { SafeShelf } from './shelf';
import { aShelf } from './shelf.fixture';

const registered = {
  verification_id: 'v1',
  status: 'sending',
  message: '',
  telegram_link: 'https://t.me/our_bot?start=abc',
  expires_at: '',
  resend_at: '',
} as const;

const about = { chatId: null, isLogin: false };

describe('a sign-in that is waited for', () => {
  it('is come back to after a reload or in another tab', () => {
    const shelf = aShelf();
    keepPending(shelf, registered, { chatId: 42, isLogin: true, savedAt: 1000 });
    expect(readPending(shelf, 2000)).toMatchObject({ id: 'v1', chatId: 42, isLogin: true });
  });

  it('is none of yesterday’s', () => {
    const shelf = aShelf();
    keepPending(shelf, registered, { ...about, savedAt: 0 });
    expect(readPending(shelf, 86_400_000)).toBeNull();
  });

  it('is forgotten when it is over, unless another tab has begun anew', () => {
    const shelf = aShelf();
    keepPending(shelf, registered, { ...about, savedAt: 1000 });
    forgetPending(shelf, 'an older one');
    expect(readPending(shelf, 2000)?.id).toBe('v1');
    forgetPending(shelf, 'v1');
    expect(readPending(shelf, 2000)).toBeNull();
  });

  it('is none when what was kept is damaged', () => {
    const shelf = aShelf();
    for (const text of ['{', 'null', '5', '{"id":"v1"}']) {
      shelf.kept.set('telega2go.pending', text);
      expect(readPending(shelf, 0)).toBeNull();
    }
  });

  it('costs no sign-in where the browser forbids storage', () => {
    const shelf = new SafeShelf(() => {
      throw new Error('forbidden');
    });
    keepPending(shelf, registered, { ...about, savedAt: 0 });
    expect(readPending(shelf, 1000)?.id).toBe('v1');
    forgetPending(shelf, 'v1');
    expect(readPending(shelf, 1000)).toBeNull();
  });

  it('is over for a tab once another has ended it, also where the tab’s own storage was full before', () => {
    const kept = aShelf();
    let isFull = true;
    const open = () => ({
      ...kept,
      setItem: (name: string, text: string) => (isFull ? fail() : kept.setItem(name, text)),
    });
    const shelf = new SafeShelf(open);
    keepPending(shelf, registered, { ...about, savedAt: 0 });
    isFull = false;
    keepPending(shelf, registered, { ...about, savedAt: 0 });
    kept.removeItem('telega2go.pending');
    expect(readPending(shelf, 1000)).toBeNull();
  });
});

function fail(): never {
  throw new Error('full');
}
