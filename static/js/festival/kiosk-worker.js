// The service worker of a festival's screen (festival/views/kiosk.py says of which). It keeps the page with all that the page is
// made of, no more: each gathering throws away what the page no longer names. The page comes from the network and, when
// that is gone or too slow, from what is kept.
(() => {
  const { page, version } = self.KIOSK;
  const KEPT = `layar-${page}-${version}`; // not "inovik-": those belong to the worker of the workspace
  const PATIENCE = 6_000; // ms
  const PARTS = /(?:src|href)="(\/(?:static|foto)\/[^"]+)"/g;

  // All or nothing: with a part missing because the line broke, the older page stays whole.
  async function gather() {
    const response = await fetch(page, { cache: "no-cache", credentials: "omit" });
    if (response.status !== 200) return;
    const text = await response.clone().text();
    const parts = new Set([...text.matchAll(PARTS)].map(([, address]) => address.replaceAll("&amp;", "&")));
    const cache = await caches.open(KEPT);
    for (const address of parts) {
      if (await cache.match(address) && /\.[0-9a-f]{12}\.\w+$|^\/foto\//.test(address)) continue;
      const part = await fetch(address, { credentials: "omit" });
      if (part.status === 200) await cache.put(address, part);
    }
    await cache.put(page, response);
    for (const { url } of await cache.keys()) {
      const { pathname } = new URL(url);
      if (pathname !== page && !parts.has(pathname)) await cache.delete(url);
    }
  }

  async function answer(request, isPage) {
    const copy = await (await caches.open(KEPT)).match(isPage ? page : request.url);
    if (copy && !isPage) return copy;
    const fresh = fetch(request);
    if (!copy) return fresh;
    try {
      const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE); });
      const response = await Promise.race([fresh, late]);
      if (response && response.status < 500) return response;
    } catch { /* no network */ }
    return copy;
  }

  self.addEventListener("install", () => { self.skipWaiting(); });
  self.addEventListener("activate", (event) => {
    event.waitUntil((async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith(`layar-${page}-`) && name !== KEPT) await caches.delete(name);
      }
      await self.clients.claim(); // gathering is asked for by the page: it would hold up all requests here
    })());
  });
  self.addEventListener("message", (event) => event.waitUntil(gather().catch(() => {})));
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (request.method !== "GET" || origin !== self.location.origin) return;
    if (request.mode === "navigate" && pathname === page) event.respondWith(answer(request, true));
    else if (/^\/(static|foto)\//.test(pathname)) event.respondWith(answer(request, false));
  });
})();
