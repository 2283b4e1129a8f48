import { Store } from '../store';
import { deviceShelf } from '../shelf';

/** The browser's offer to install the page as an app; not every browser makes one. */
type Offer = Event & Readonly<{ prompt: () => Promise<unknown> }>;

/** How this page can become an app: `installed` already, by a press, by the browser's menu, by iOS's share sheet. */
export type Way = 'installed' | 'press' | 'menu' | 'share';

const KEY = 'telega2go.install_declined';

const offer = new Store<Offer | null>(null);

export const installWay = new Store<Way>('menu');

/** Whether the hint has been waved away, for good. */
export const isDeclined = new Store(deviceShelf.getItem(KEY) !== null);

export function declineInstall(): void {
  deviceShelf.setItem(KEY, 'yes');
  isDeclined.set(true);
}

/** The browser's own question; it can be asked once per offer. */
export function install(): void {
  const open = offer.get();
  offer.set(null);
  installWay.set(wayOf(null));
  void open?.prompt().catch(() => undefined);
}

/** Keeps the offer until the person wants it: a banner in the middle of a sign-in would only disturb. */
export function followInstall(): void {
  const look = (found: Offer | null) => {
    offer.set(found);
    installWay.set(wayOf(found));
  };
  look(null);
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    look(event as Offer);
  });
  addEventListener('appinstalled', () => {
    offer.set(null);
    installWay.set('installed');
  });
}

function wayOf(found: Offer | null): Way {
  if (matchMedia('(display-mode: standalone)').matches) return 'installed';
  if (found) return 'press';
  const isApple = /iPhone|iPad/.test(navigator.userAgent) || isTouchMac();
  return isApple ? 'share' : 'menu';
}

/** An iPad calls itself a Mac, but no Mac has a touch screen. */
const isTouchMac = (): boolean => navigator.userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1;
