// Lets the page be loaded without a network, once it was loaded with one. It keeps the files that
// `index.html` names, and nothing else; it knows nothing of what is in them.
//
// Files with a hash in their names never change: what is kept is taken. All others are asked for first,
// so that a new version of the page is seen at once, and taken from what is kept if the network does not
// answer. A version is kept whole: its page comes last, and then what no version needs any more goes.
"use strict";

const PREFIX = "faultline ";
// Several pages may share a host, and so its caches.
const CACHE = PREFIX + self.registration.scope;
/** How long the network is waited for, in milliseconds, where there is something to show without. */
const PATIENCE = 3_000;
/** Files that the page asks for by itself while it runs. */
const LATER = ["docs.md", "static/worker.js"];
const HASHED = /-[0-9a-f]{8,}(_bg)?\.\w+$/;

const inScope = (path) => new URL(path, self.registration.scope).href;
const PAGE = inScope("./");

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(fetch(PAGE, { cache: "no-cache" }).then(keep));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const ours = url.href.startsWith(PAGE) && request.method === "GET";
  // A page within another keeps nothing, and is loaded as it always was.
  if (!ours || request.destination === "iframe") return;
  if (request.mode === "navigate") {
    if (url.pathname === new URL(PAGE).pathname || url.pathname.endsWith("/index.html")) {
      event.respondWith(page(event));
    }
  } else {
    event.respondWith(HASHED.test(url.pathname) ? kept(request) : fresh(request));
  }
});

/** The page as the network has it, or else as it was kept. */
async function page(event) {
  const before = await caches.match(PAGE, { cacheName: CACHE });
  const asked = fetch(event.request);
  event.waitUntil(asked.then((response) => renew(response.clone(), before?.clone())).catch(() => {}));
  if (!before) return asked;
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const answer = await Promise.race([asked, late]).catch(() => undefined);
  return answer?.ok ? answer : before;
}

/** A file that never changes. */
async function kept(request) {
  return (await caches.match(request.url, { cacheName: CACHE })) ?? fetch(request);
}

/** A file that may have changed. */
async function fresh(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const before = await caches.match(request.url, { cacheName: CACHE });
    if (before) return before;
    throw error;
  }
}

/** Keeps a version of the page, unless it is the one that is kept. */
async function renew(response, before) {
  if (!response.ok) return;
  const [now, then] = await Promise.all([response.clone().text(), before?.text()]);
  if (now !== then) await keep(response);
}

/** Keeps a version of the page with all its files. */
async function keep(response) {
  if (!response.ok) throw new Error(`The page is not there: ${response.status}.`);
  const text = await response.clone().text();
  const cache = await caches.open(CACHE);
  const named = [...text.matchAll(/(?:href|src|data-\w+)="([^"#?]+\.\w+)"/g)].map(([, path]) => inScope(path));
  const files = [...new Set([...named, ...LATER.map(inScope)])].filter((file) => file.startsWith(PAGE));
  const known = new Set((await cache.keys()).map(({ url }) => url));
  const wanted = files.filter((file) => !(known.has(file) && HASHED.test(file)));
  await Promise.all(
    wanted.map(async (file) => {
      const answer = await fetch(file);
      // A page whose files cannot all be had is not kept.
      if (!answer.ok) throw new Error(`${file} is not there: ${answer.status}.`);
      await cache.put(file, answer);
    }),
  );
  await cache.put(PAGE, response);
  const stale = [...known].filter((url) => url !== PAGE && !files.includes(url));
  await Promise.all(stale.map((url) => cache.delete(url)));
}
