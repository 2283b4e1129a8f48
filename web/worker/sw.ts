/** The web app on this device: written in by the build (web/shell.plugin.ts). */
declare const SHELL: Readonly<{
  /** Another one whenever any of the files is. */
  version: string;
  /** Paths from the root; the page itself is `/`. */
  files: readonly string[];
}>;
declare const self: ServiceWorkerGlobalScope;

const CACHE = `shell-${SHELL.version}`;

/** Pages of these are the server's own; so is everything that is asked of it. */
const NOT_OURS = /^\/(api|assets|sandbox|admin|health|metrics|oauth2|device|\.well-known|telegram)(\/|$)/;

/** The server knows whose app it is, and shows that; without a connection the page can but say so. */
const OF_ONE_APP = /^\/(interaction\/|continue$)/;

/** The same page, with the policy by which it may show the logo of whichever app it turns out to be of. */
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

/** All of it or nothing: a shell with a hole would be found out when the connection is gone. */
async function fetchShell(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL.files.map((path) => new Request(path, { cache: 'no-cache' })));
}

async function forgetOlderShells(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

/** The browser may have thrown the shell away when it was short of room. */
async function fromShell(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}
