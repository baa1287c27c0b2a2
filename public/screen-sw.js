/**
 * Offline shell of hall screens: a screen that starts while the server is unreachable shows its last state and the red
 * button instead of the browser's own error page. Registered only by composables/useScreenShell.ts, scope /screen.
 *
 * One cache per build, filled with the files that a page of that build reports. So document and files always match,
 * and a build replaces the one before it only once all its files are cached.
 */
const PREFIX = 'jmt-screen-'
const PAGE = '/screen'
/** A server that has not answered within this time counts as unreachable, in ms. */
const PATIENCE_MS = 3_000

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

/** The cached copy, from any build. The path identifies a file: a `Vary` header is ignored. */
const kept = (path) => caches.match(path, { ignoreVary: true })

/** Network first. */
async function servePage(request) {
  const copy = await kept(PAGE)
  if (!copy) return fetch(request)
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS)
  try {
    const answer = await fetch(request.url, { cache: 'no-store', redirect: 'manual', signal: patience.signal })
    // A 5xx status: a proxy answers while the server is down.
    return answer.status >= 500 ? copy : answer
  } catch {
    return copy
  } finally {
    clearTimeout(timer)
  }
}

/** Cache first: the files of a build never change. */
const serveFile = async (request, path) => (await kept(path)) ?? fetch(request)

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate') {
    if (pathname === PAGE) event.respondWith(servePage(request))
  } else if (isFile(pathname)) event.respondWith(serveFile(request, pathname))
})

/** `latest.json` names the build that the server has now: it must never come from the cache. */
const isHashed = (path) => path.startsWith('/_nuxt/') && path !== '/_nuxt/builds/latest.json'
const isPicture = (path) => path === '/icon.svg' || /^\/(?:scams|panels)\/[\w-]+\.svg$/.test(path)
const isFile = (path) => isHashed(path) || isPicture(path)

async function keep(build, paths) {
  const cache = await caches.open(PREFIX + build)
  const add = async (path) => {
    if (await cache.match(path, { ignoreVary: true })) return
    // A picture keeps its name when its content changes, so each build fetches it again.
    const answer = (isHashed(path) ? await kept(path) : undefined) ?? (await fetch(path))
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    await cache.put(path, answer)
  }
  await Promise.all(paths.filter(isFile).map(add))
  if (!(await cache.match(PAGE))) {
    const page = await fetch(PAGE)
    // The server may have been updated since the page was loaded.
    if (!page.ok || page.redirected || !(await page.clone().text()).includes(build)) return
    await cache.put(PAGE, page)
  }
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== PREFIX + build)
  await Promise.all(old.map((name) => caches.delete(name)))
}

// One at a time: all files of a build are cached before its page is, and only then is the previous build deleted.
let work = Promise.resolve()
self.addEventListener('message', (event) => {
  const { build, paths } = event.data
  // A file that could not be fetched now is reported again by the next page.
  work = work.then(() => keep(build, paths)).catch(() => {})
  event.waitUntil(work)
})
