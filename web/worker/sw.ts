/** The web app's files on this device, inserted by the build (web/shell.plugin.ts). */
declare const SHELL: Readonly<{
  /** It changes whenever any of the files does. */
  version: string;
  /** Paths from the root; the page itself is `/`. */
  files: readonly string[];
}>;
declare const self: ServiceWorkerGlobalScope;

const CACHE = `shell-${SHELL.version}`;

/** Paths whose pages and answers come from the server alone. */
const NOT_OURS = /^\/(api|assets|sandbox|admin|health|metrics|oauth2|device|\.well-known|telegram)(\/|$)/;

/** For these the server knows the app and shows its brand; without a connection the page can only say so. */
const OF_ONE_APP = /^\/(interaction\/|continue$)/;

/** The same page, with a policy that allows the logo of whichever app it turns out to be for. */
const OF_ANY_APP = /^\/(verify|wait)$/;

const files = new Set(SHELL.files);

self.addEventListener('install', (event) => event.waitUntil(fetchShell()));
self.addEventListener('activate', (event) => event.waitUntil(forgetOlderShells()));
self.addEventListener('message', ({ data }) => {
  if (data === 'take over') void self.skipWaiting();
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  const isPage = request.mode === 'navigate' && !NOT_OURS.test(pathname);
  if (isPage && OF_ONE_APP.test(pathname)) event.respondWith(fetch(request).catch(() => fromShell('/', request)));
  else if (isPage) event.respondWith(fromShell(OF_ANY_APP.test(pathname) ? '/verify' : '/', request));
  else if (files.has(pathname)) event.respondWith(fromShell(pathname, request));
});

/** All or nothing: an incomplete shell would only be noticed once the connection is gone. */
async function fetchShell(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL.files.map((path) => new Request(path, { cache: 'no-cache' })));
}

async function forgetOlderShells(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

/** The browser may have evicted the shell when space was short. */
async function fromShell(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}
