// The service worker of the workspace (stages/views/offline.py says what belongs to it). Pages come from the network and are
// kept, for one person at a time; without network, or when it is too slow, the kept copy answers. Nothing but GET is touched.
(() => {
  const { version, offline, shell, files } = self.WORKSPACE;
  const PARTS = `inovik-parts-${version}`;
  const PAGES = `inovik-pages-${version}-`;
  const PATIENCE = 6_000; // ms before a kept page is shown instead
  const FRESH = 30 * 60_000; // ms in which a page is not fetched again ahead of need
  const { inovik } = self;

  // Kept pages name their person: another one's are thrown away when somebody else works here.
  async function cacheOf(user) {
    for (const name of await caches.keys()) {
      if (name.startsWith("inovik-pages-") && name !== PAGES + user) await caches.delete(name);
    }
    return caches.open(PAGES + user);
  }
  const whose = async () => ((await caches.keys()).find((name) => name.startsWith(PAGES)) || "").slice(PAGES.length);
  async function kept(address) {
    const user = await whose();
    return user ? (await caches.open(PAGES + user)).match(address) : undefined;
  }

  async function keep(address, response) {
    const isPage = (response.headers.get("Content-Type") || "").startsWith("text/html");
    if (response.status !== 200 || response.redirected || !isPage) return;
    const text = await response.text();
    const [, user] = text.match(/id="perangkat" data-user="(\d+)"/) || [];
    if (!user) return;
    const headers = new Headers(response.headers);
    ["Content-Encoding", "Content-Length", "Set-Cookie"].forEach((name) => headers.delete(name));
    headers.set("X-Kept-At", Date.now());
    const copy = text.replace("<html ", `<html data-copy="${Date.now()}" `);
    await (await cacheOf(user)).put(address, new Response(copy, { headers }));
  }

  async function page(event) {
    const { request } = event;
    const copy = await kept(request.url);
    const fresh = fetch(request).then((response) => {
      if (!new URL(request.url).search) event.waitUntil(keep(request.url, response.clone()).catch(() => {}));
      return response;
    });
    event.waitUntil(fresh.catch(() => {}));
    try {
      const late = new Promise((resolve) => { if (copy) setTimeout(resolve, PATIENCE); });
      const response = await Promise.race([fresh, late]);
      if (response && !(copy && response.status >= 500)) return response;
    } catch { /* no network */ }
    return copy || caches.match(offline);
  }

  // Names with a digest never change what they name.
  async function part(request) {
    const cache = await caches.open(PARTS);
    const copy = await cache.match(request.url);
    if (copy && /\.[0-9a-f]{12}\.\w+$/.test(request.url)) return copy;
    try {
      const response = await fetch(request);
      if (response.status === 200) cache.put(request.url, response.clone());
      return response;
    } catch (error) {
      if (copy) return copy;
      throw error;
    }
  }

  async function thumbnail(request) {
    const copy = await kept(request.url);
    if (copy) return copy;
    const response = await fetch(request);
    const user = await whose();
    if (user && response.status === 200 && !response.redirected) (await cacheOf(user)).put(request.url, response.clone());
    return response;
  }

  // What a page asks to have at hand: itself, the other steps of its sheet, and what they are made of.
  async function gather({ user, here, pages, parts }) {
    const cache = await cacheOf(user);
    const made = await caches.open(PARTS);
    for (const address of parts) if (!(await made.match(address))) await made.add(address).catch(() => {});
    for (const address of [here, ...pages]) {
      const copy = await cache.match(address);
      if (copy && Date.now() - Number(copy.headers.get("X-Kept-At")) < FRESH) continue;
      if (address.includes("?")) continue;
      // The header keeps messages ("Tersimpan ...") for the page that a person opens.
      const headers = { Accept: "text/html", "X-Inovik-Copy": "1" };
      await keep(address, await fetch(address, { headers, redirect: "manual" }));
    }
  }

  async function sendAll() {
    const user = await whose();
    const outcome = user ? await inovik.send.flush(user) : "done";
    if (outcome === "offline" || outcome === "ill") throw new Error("Not sent yet: the browser tries again.");
  }

  self.addEventListener("install", (event) => {
    self.skipWaiting();
    event.waitUntil(caches.open(PARTS).then(async (cache) => {
      await cache.addAll(shell);
      await cache.add(new Request(offline, { credentials: "omit", cache: "reload" })); // as a stranger sees it
    }));
  });
  self.addEventListener("activate", (event) => {
    event.waitUntil((async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith("inovik-") && name !== PARTS && !name.startsWith(PAGES)) await caches.delete(name);
      }
      await self.clients.claim();
    })());
  });
  self.addEventListener("message", (event) => event.waitUntil(gather(event.data).catch(() => {})));
  self.addEventListener("sync", (event) => { if (event.tag === "send") event.waitUntil(sendAll()); });
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (request.method !== "GET" || origin !== self.location.origin) return;
    if (pathname.startsWith(files)) event.respondWith(part(request));
    else if (request.mode === "navigate") event.respondWith(page(event));
    else if (/\/kerja\/foto\/[^/]+\/480\.webp$/.test(pathname)) event.respondWith(thumbnail(request));
  });
})();
