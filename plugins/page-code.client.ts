/**
 * When the code of the next page cannot be loaded: after a new build the old file no longer exists, and a full load
 * gets the new one; without a network the visitor stays on the current page and is told.
 */
export default defineNuxtPlugin((nuxtApp) => {
  const router = useRouter()
  const unreachable = useUnreachable()
  const missing = new Set<unknown>()
  nuxtApp.hook('app:chunkError', ({ error }) => {
    missing.add(error)
  })
  router.beforeEach(() => {
    missing.clear()
    unreachable.value = false
  })
  router.onError(async (error, to) => {
    if (!missing.has(error)) return
    const answers = await fetch('/api/health', { cache: 'no-store' }).then(
      (response) => response.ok,
      () => false,
    )
    if (answers) reloadNuxtApp({ path: to.fullPath, persistState: true })
    else unreachable.value = true
  })
  window.addEventListener('online', () => {
    unreachable.value = false
  })
})
