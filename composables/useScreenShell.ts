/** Loaded paths are collected for this long before they are sent to the service worker, in ms. */
const GATHER_MS = 1_000
/**
 * The router takes `/SCREEN` for `/screen`, and the server `/%73creen`; scopes are compared letter by letter, as
 * beginnings of a path. These begin every spelling, and little else.
 */
const SCOPES = ['/sc', '/sC', '/Sc', '/SC', '/s%', '/S%', '/%']

/**
 * Caches this page and everything it has loaded, so that it starts without the server (public/screen-sw.js); client
 * only. Written by hand: @vite-pwa/nuxt would register its worker on every page and cache the whole site, also on
 * phones. Browsers allow it on https and localhost; for plain HTTP on a LAN see “In a real hall” in the README.
 */
export function useScreenShell(): void {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined
  if (import.meta.dev || !workers) return
  const { buildId } = useRuntimeConfig().app
  const told = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function tell(): Promise<void> {
    timer = undefined
    const { active } = await workers!.ready
    active?.postMessage({ build: buildId, paths: [...told] })
  }
  /** Also sees later loads: a chunk that is loaded on demand, a slice of the font for a new character. */
  const observer = new PerformanceObserver((list) => {
    const before = told.size
    for (const { name } of list.getEntries()) {
      const { origin, pathname } = new URL(name)
      // The worker knows which of them are files.
      const isFile = pathname.startsWith('/api/station/logo/') || !/^\/(?:api|socket\.io)\//.test(pathname)
      if (origin === location.origin && isFile) told.add(pathname)
    }
    if (told.size > before) timer ??= setTimeout(() => void tell(), GATHER_MS)
  })

  onMounted(() => {
    // Refused in private windows and by some policies: then there is no offline shell, and everything else works.
    for (const scope of SCOPES)
      workers.register('/screen-sw.js', { scope: location.origin + scope, updateViaCache: 'none' }).then(
        () => observer.observe({ type: 'resource', buffered: true }),
        () => {},
      )
  })
  onBeforeUnmount(() => {
    observer.disconnect()
    clearTimeout(timer)
  })
}
