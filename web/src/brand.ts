import { useEffect } from 'preact/hooks';
import type { Brand } from './api/types';
import { Store } from './store';

/** What people sign in to where no app has sent them here: as the page was told it, and then the server. */
export const ownBrand = new Store<Brand>(brandOfPage());

/** The app that asks on the page that is shown. */
const asking = new Store<Brand | null>(null);

/** As the page's bar, its colours and the tab show it. */
export const brand = new Store<Brand>(ownBrand.get());

const choose = (): void => brand.set(asking.get() ?? ownBrand.get());
asking.subscribe(choose);
ownBrand.subscribe(choose);

/** While this page is shown, it is the app's; until the app is known it stays as it was. */
export function useBrandOf(app: Brand | undefined): void {
  const { id } = app ?? {};
  useEffect(() => {
    if (app) asking.set(app);
  }, [id]);
  useEffect(() => () => asking.set(null), []);
}

function brandOfPage(): Brand {
  const told =
    typeof document === 'undefined' ? null : document.querySelector<HTMLMetaElement>('meta[name="application-name"]');
  const { logo = null, color = null } = told?.dataset ?? {};
  return { id: 'default', name: told?.content ?? '', domain: null, logo, color };
}
