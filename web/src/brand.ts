import { useEffect } from 'preact/hooks';
import type { Brand } from './api/types';
import type { Language } from './language/language';
import { route } from './route';
import { Store } from './store';

/** What pages show of an app; it speaks all languages where nothing is said of them. */
export type Shown = Omit<Brand, 'languages' | 'ways_in'> & Readonly<{ languages?: readonly Language[] }>;

/** The app that people sign in to where no other has sent them here. */
export const OWN = 'default';

/** Pages that are of the app that asks. */
const OF_APPS = /^\/(interaction\/|continue$|wait$|verify$)/;

const told = brandOfPage();

/** As the page was told it, and then the server. */
export const ownBrand = new Store<Shown>(
  told.id === OWN ? told : { ...told, id: OWN, name: '', logo: null, color: null, languages: undefined },
);

/** The app that asks, from where it has sent somebody here until they are done. */
const asking = new Store<Shown | null>(told.id === OWN ? null : told);

/** As the page's bar, its colours and the tab show it. */
export const brand = new Store<Shown>(told);

const choose = (): void => brand.set(asking.get() ?? ownBrand.get());
asking.subscribe(choose);
ownBrand.subscribe(choose);
route.subscribe(({ path }) => !OF_APPS.test(path) && asking.set(null));

/** The page is this app's; until the app is known it stays as it was. */
export function useBrandOf(app: Shown | undefined): void {
  useEffect(() => {
    if (app) asking.set(app.id === OWN ? null : app);
  }, [app?.id]);
}

/** The page takes on the colour of what it shows; what reckons with colours is fetched where there is one. */
export function followBrand(): Promise<void> {
  const { style } = document.documentElement;
  const paint = async (): Promise<void> => {
    if (!brand.get().color && style.length === 0) return;
    const { colorsOf } = await import('./brand.colors');
    for (const [name, value] of Object.entries(colorsOf(brand.get().color))) style.setProperty(name, value);
  };
  // Where that cannot be fetched, the page has the colours that it was built with.
  const tryToPaint = () => paint().catch(() => undefined);
  brand.subscribe(() => void tryToPaint());
  return tryToPaint();
}

/** What the server has put into the page (src/pages/branded.files.ts). */
function brandOfPage(): Shown {
  const tag =
    typeof document === 'undefined' ? null : document.querySelector<HTMLMetaElement>('meta[name="application-name"]');
  const { app = OWN, logo = null, color = null, languages } = tag?.dataset ?? {};
  const spoken = languages?.split(' ') as Language[] | undefined;
  return { id: app, name: tag?.content ?? '', domain: null, logo, color, languages: spoken };
}
