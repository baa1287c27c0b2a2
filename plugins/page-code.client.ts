/**
 * When the code of the next page does not come: after a new build it is gone for good, and a fresh load brings the new
 * one; without a network the visitor stays on the page that is there, and is told.
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
