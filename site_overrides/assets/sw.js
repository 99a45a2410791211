/* Keeps the reader's language readable without a network.
   The build replaces {{version}} by a hash of the site, so that a new build makes a new worker.
   precache-<locale>.json: {"files": [addresses relative to this file]}, at most 1.5 MB. */
"use strict";
const VERSION = "{{version}}";
const CACHE = "tesuri-" + VERSION;
/* name.<8 or more hex digits>.ext never changes under its name */
const FINGERPRINTED = /\.[0-9a-f]{8,}\.\w+$/;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("tesuri-") && name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim())
  );
});

/* A page says which language it is in; that language's list is kept, file by file, so that one failure costs one file. */
async function keep(locale) {
  const list = new URL("precache-" + locale + ".json", self.registration.scope);
  const cache = await caches.open(CACHE);
  if (await cache.match(list)) return;
  const answer = await fetch(list);
  if (!answer.ok) return;
  const { files } = await answer.clone().json();
  const kept = await Promise.all(files.map(async (file) => {
    const address = new URL(file, self.registration.scope);
    if (await cache.match(address)) return true;
    const page = await fetch(address).catch(() => null);
    if (!page || !page.ok) return false;
    await cache.put(address, page);
    return true;
  }));
  if (kept.every(Boolean)) await cache.put(list, answer);
}

self.addEventListener("message", (event) => {
  if (event.data && /^[A-Za-z0-9-]+$/.test(event.data.keep || "")) event.waitUntil(keep(event.data.keep).catch(() => {}));
});

async function cacheFirst(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreSearch: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

async function networkFirst(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.type === "basic") await cache.put(request, answer.clone());
    return answer;
  } catch (offline) {
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw offline;
  }
}

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  event.respondWith(FINGERPRINTED.test(address.pathname) ? cacheFirst(event.request) : networkFirst(event.request));
});
