/**
 * Offline shell of hall screens: a screen that starts while the server is unreachable shows its last state and the red
 * button instead of the browser's own error page. Registered only by composables/useScreenShell.ts, for every spelling
 * of /screen; other pages that its scopes happen to cover are left to the network.
 *
 * One cache per build, filled with the files that a page of that build reports. So document and files always match,
 * and a build replaces the one before it only once all its files are cached.
 */
const PREFIX = 'jmt-screen-'
const PAGE = '/screen'
/** Names the build of our page (shared/screen/address.ts). Whatever lacks it is not ours: a portal's, a proxy's. */
const BUILD_HEADER = 'x-screen-build'
/** A server that has not answered within this time counts as unreachable, in ms. */
const PATIENCE_MS = 3_000

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

/** The cached copy, from any build. The path identifies a file: a `Vary` header is ignored. */
const kept = (path) => caches.match(path, { ignoreVary: true })

async function fetchSoon(request, options) {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS)
  try {
    return await fetch(request, { ...options, signal: patience.signal })
  } finally {
    clearTimeout(timer)
  }
}

/** Network first. */
async function servePage(request) {
  const copy = await kept(PAGE)
  if (!copy) return fetch(request)
  try {
    const answer = await fetchSoon(request.url, { cache: 'no-store', redirect: 'manual' })
    return answer.headers.has(BUILD_HEADER) ? answer : copy
  } catch {
    return copy
  }
}

/** Cache first: the files of a build never change. */
const serveFile = async (request, path) => (await kept(path)) ?? fetch(request)

/** Network first: a picture keeps its name when its content changes. */
async function servePicture(request, path) {
  try {
    const answer = await fetchSoon(path, { cache: 'no-cache' })
    if (isGood(answer, path)) return answer
  } catch {
    // The copy is served.
  }
  return (await kept(path)) ?? fetch(request)
}

/** Every spelling that the router accepts, as `isScreenPath` in shared/screen/address.ts. */
const isPage = (pathname) => /^\/screen\/?$/i.test(pathname)

/** Letters that some program has escaped: the router would find no page, so the server leads to the plain spelling. */
const plainOf = (pathname) => pathname.replace(/%(?:[46][1-9a-f]|[57][\da])/gi, (one) => decodeURIComponent(one))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname, search } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate') {
    const plain = plainOf(pathname)
    if (!isPage(plain)) return
    event.respondWith(plain === pathname ? servePage(request) : Response.redirect(plain + search))
  } else if (isPicture(pathname)) event.respondWith(servePicture(request, pathname))
  else if (isHashed(pathname)) event.respondWith(serveFile(request, pathname))
})

/** `latest.json` names the build that the server has now: it must never come from the cache. */
const isHashed = (path) => path.startsWith('/_nuxt/') && path !== '/_nuxt/builds/latest.json'
const isPicture = (path) =>
  path === '/icon.svg' || /^\/(?:scams\/[\w-]+\.svg|panels\/[\w-]+\.svg|api\/station\/logo\/[\w-]+)$/.test(path)
/** A captive portal answers every request with a page of its own. */
const isGood = (answer, path) => {
  const type = answer.headers.get('content-type') ?? ''
  return answer.ok && (isPicture(path) ? type.startsWith('image/') : !type.startsWith('text/html'))
}

async function keep(build, paths) {
  const cache = await caches.open(PREFIX + build)
  const add = async (path) => {
    if (await cache.match(path, { ignoreVary: true })) return
    // A picture keeps its name when its content changes, so each build asks for it again.
    const answer = (isHashed(path) ? await kept(path) : undefined) ?? (await fetch(path, { cache: 'no-cache' }))
    if (!isGood(answer, path)) throw new Error(`${path}: ${answer.status}`)
    await cache.put(path, answer)
  }
  await Promise.all(paths.filter((path) => isHashed(path) || isPicture(path)).map(add))
  if (!(await cache.match(PAGE))) {
    const page = await fetch(PAGE, { cache: 'no-store' })
    // The server may have been updated since the page was loaded.
    if (!page.ok || page.redirected || page.headers.get(BUILD_HEADER) !== build) return
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
