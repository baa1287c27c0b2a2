import { isMissing, noteMissing, renewBuild } from '~/composables/missing-code.ts'

/**
 * When the code of the next page cannot be loaded: after a new build the old file no longer exists, and a full load
 * gets the new one; without a network the visitor stays on the current page and is told.
 */
export default defineNuxtPlugin((nuxtApp) => {
  const router = useRouter()
  const unreachable = useUnreachable()
  nuxtApp.hook('app:chunkError', ({ error }) => noteMissing(error))
  router.beforeEach(() => {
    unreachable.value = false
  })
  router.onError(async (error, to) => {
    if (!isMissing(error)) return
    await renewBuild(to.fullPath)
    unreachable.value = true
  })
  window.addEventListener('online', () => {
    unreachable.value = false
  })
})
