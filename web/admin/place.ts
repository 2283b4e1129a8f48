import { Store } from '../src/store';

const views = ['overview', 'messages', 'sign-ins', 'apps'] as const;
export type View = (typeof views)[number];

/** What the page shows, as its address says behind the #, which no server sees; other operators can open it. */
export type Place = Readonly<{ view: View; query: URLSearchParams; /** Of a timeline. */ id: string }>;

/** The key in a link is not an id; it is taken away before anything is asked. */
const ID = /^[\w-]+$/;

function read(): Place {
  const [name = '', query = ''] = location.hash.slice(1).split('?');
  const view = views.find((each) => each === name);
  return {
    view: view ?? 'overview',
    query: new URLSearchParams(view && query),
    id: view || !ID.test(name) ? '' : name,
  };
}

export const place = new Store<Place>(read());
addEventListener('hashchange', () => place.set(read()));

/** A link to a view; what is undefined is left out. */
export function linkTo(view: View, query: Readonly<Record<string, string | null | undefined>> = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return `#${view}${given.length > 0 ? `?${new URLSearchParams(given)}` : ''}`;
}

/** Shows the id in the address, without a step back to what was shown before. */
export function noteInAddress(id: string | undefined): void {
  const isView = views.some((view) => location.hash.slice(1).split('?')[0] === view);
  if (id === undefined && isView) return;
  history.replaceState(null, '', id === undefined ? location.pathname : `#${id}`);
  place.set(read());
}
