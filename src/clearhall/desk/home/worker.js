// The service worker: keeps the shell (styles, scripts, offline pages) and nothing that a person typed or was shown.
// `SHELL` stands above this line when served: { pages: {language: address}, files: [...], fallback, version }.
const CACHE = `clearhall-${SHELL.version}`;
const LANGUAGE_KEY = "/language-last-seen";

self.addEventListener("install", (event) => {
  const all = [...SHELL.files, ...Object.values(SHELL.pages)];
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(all)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldCaches().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (SHELL.files.includes(new URL(request.url).pathname)) event.respondWith(shellFile(request));
});

async function page(request) {
  try {
    const answer = await fetch(request);
    const language = answer.headers.get("Content-Language");
    if (language && language in SHELL.pages) (await caches.open(CACHE)).put(LANGUAGE_KEY, new Response(language));
    return answer;
  } catch {
    const cache = await caches.open(CACHE);
    const seen = await cache.match(LANGUAGE_KEY);
    const language = seen ? await seen.text() : SHELL.fallback;
    return (await cache.match(SHELL.pages[language] ?? SHELL.pages[SHELL.fallback])) ?? Response.error();
  }
}

async function shellFile(request) {
  try {
    return await fetch(request);
  } catch {
    return (await (await caches.open(CACHE)).match(request, { ignoreSearch: true })) ?? Response.error();
  }
}

async function dropOldCaches() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("clearhall-") && name !== CACHE).map((name) => caches.delete(name)));
}
