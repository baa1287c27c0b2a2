/**
 * Offline shell of hall screens: a screen that boots while the server is away shows its last picture and the red button
 * instead of the browser's own error page. Only composables/useScreenShell.ts registers it, with the scope /screen.
 *
 * One cache per build, filled with what a page of that build says it has loaded. So document and files always fit
 * together, and a build replaces the one before it only once all of it is here.
 */
const PREFIX = 'jmt-screen-'
const PAGE = '/screen'
/** A server that has not answered by then is taken for away, in ms. */
const PATIENCE_MS = 3_000

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

/** The kept copy, of whichever build. Addresses say all there is to say: headers that vary do not matter here. */
const kept = (path) => caches.match(path, { ignoreVary: true })

/** Network first. */
async function servePage(request) {
  const copy = await kept(PAGE)
  if (!copy) return fetch(request)
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS)
  try {
    const answer = await fetch(request.url, { cache: 'no-store', redirect: 'manual', signal: patience.signal })
    // A proxy answers for a server that is away.
    return answer.status >= 500 ? copy : answer
  } catch {
    return copy
  } finally {
    clearTimeout(timer)
  }
}

/** Cache first: a build keeps the files that it came with. */
const serveFile = async (request, path) => (await kept(path)) ?? fetch(request)

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate') {
    if (pathname === PAGE) event.respondWith(servePage(request))
  } else if (isFile(pathname)) event.respondWith(serveFile(request, pathname))
})

/** `latest.json` says which build the server has: it must never be a kept one. */
const isHashed = (path) => path.startsWith('/_nuxt/') && path !== '/_nuxt/builds/latest.json'
const isPicture = (path) => path === '/icon.svg' || /^\/(?:scams|panels)\/[\w-]+\.svg$/.test(path)
const isFile = (path) => isHashed(path) || isPicture(path)

async function keep(build, paths) {
  const cache = await caches.open(PREFIX + build)
  const add = async (path) => {
    if (await cache.match(path, { ignoreVary: true })) return
    // The name of a picture stays the same when what it shows changes: each build gets it anew.
    const answer = (isHashed(path) ? await kept(path) : undefined) ?? (await fetch(path))
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    await cache.put(path, answer)
  }
  await Promise.all(paths.filter(isFile).map(add))
  if (!(await cache.match(PAGE))) {
    const page = await fetch(PAGE)
    // The server may have got another build since the page was loaded.
    if (!page.ok || page.redirected || !(await page.clone().text()).includes(build)) return
    await cache.put(PAGE, page)
  }
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== PREFIX + build)
  await Promise.all(old.map((name) => caches.delete(name)))
}

// One after the other: a build is complete before the page is kept and the one before it goes.
let work = Promise.resolve()
self.addEventListener('message', (event) => {
  const { build, paths } = event.data
  // What could not be had now is told again by the next page.
  work = work.then(() => keep(build, paths)).catch(() => {})
  event.waitUntil(work)
})
