// The page without a network: everything that was built is kept in one cache for each version, and answered from there.
//
// A new version takes over at once, for pages opened from then on. Pages of the version before go on with their own files,
// whose names are their own; so one cache of the past is left.

/* global self, caches, fetch, FILES, VERSION */
const PREFIX = 'kubestage-';
const CACHE = PREFIX + VERSION;
const PAGE = './';
/** Files are the same for everybody, whatever a host says that they vary by. */
const ANY = { ignoreSearch: true, ignoreVary: true };

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      // What has no version in its name is asked for anew; the rest may come from the browser's own cache.
      for (const file of FILES) await cache.add(new Request(file, { cache: file.startsWith('assets/') ? 'default' : 'no-cache' }));
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
      await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || !request.url.startsWith(self.registration.scope)) return;
  const isPage = request.mode === 'navigate';
  event.respondWith(
    (async () => {
      const cache = await caches.open(CACHE);
      const kept = (await cache.match(isPage ? PAGE : request, ANY)) ?? (isPage ? undefined : await caches.match(request, ANY));
      return kept ?? fetch(request);
    })(),
  );
});
