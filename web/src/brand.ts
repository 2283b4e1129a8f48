import { useEffect } from 'preact/hooks';
import type { Brand } from './api/types';
import type { Language } from './language/language';
import { route } from './route';
import { Store } from './store';

/** What pages show of an app; without `languages` it speaks all of them. */
export type Shown = Omit<Brand, 'languages' | 'ways_in'> & Readonly<{ languages?: readonly Language[] }>;

/** The app that people sign in to if no other has sent them here. */
export const OWN = 'default';

/** Pages that show the brand of the app that asks. */
const OF_APPS = /^\/(interaction\/|continue$|wait$|verify$)/;

const told = brandOfPage();

/** First as the page has it, then as the server says. */
export const ownBrand = new Store<Shown>(
  told.id === OWN ? told : { ...told, id: OWN, name: '', logo: null, color: null, languages: undefined },
);

/** The app that asks, from when it has sent a person here until they are done. */
const asking = new Store<Shown | null>(told.id === OWN ? null : told);

/** The brand that the page's bar, its colours and the tab show. */
export const brand = new Store<Shown>(told);

const choose = (): void => brand.set(asking.get() ?? ownBrand.get());
asking.subscribe(choose);
ownBrand.subscribe(choose);
route.subscribe(({ path }) => !OF_APPS.test(path) && asking.set(null));

/** Shows the page as this app's; until the app is known it stays as it was. */
export function useBrandOf(app: Shown | undefined): void {
  useEffect(() => {
    if (app) asking.set(app.id === OWN ? null : app);
  }, [app?.id]);
}

/** Gives the page the colour of its brand; the script that computes colours is loaded only if there is one. */
export function followBrand(): Promise<void> {
  const { style } = document.documentElement;
  const paint = async (): Promise<void> => {
    if (!brand.get().color && style.length === 0) return;
    const { colorsOf } = await import('./brand.colors');
    for (const [name, value] of Object.entries(colorsOf(brand.get().color))) style.setProperty(name, value);
  };
  // If that cannot be loaded, the page keeps the colours that it was built with.
  const tryToPaint = () => paint().catch(() => undefined);
  brand.subscribe(() => void tryToPaint());
  return tryToPaint();
}

/** The brand that the server has put into the page (src/pages/branded.files.ts). */
function brandOfPage(): Shown {
  const tag =
    typeof document === 'undefined' ? null : document.querySelector<HTMLMetaElement>('meta[name="application-name"]');
  const { app = OWN, logo = null, color = null, languages } = tag?.dataset ?? {};
  const spoken = languages?.split(' ') as Language[] | undefined;
  return { id: app, name: tag?.content ?? '', domain: null, logo, color, languages: spoken };
}
