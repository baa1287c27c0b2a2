import { isScreenContent } from '#shared/screen/content.ts'

/** Pause before a retry, ms. */
const RETRY_MS = 10_000
const TIMEOUT_MS = 10_000

/**
 * The panels and samples, persistent on the screen so that they work while the server is unreachable; client only.
 * @param wanted version that the state names; undefined until there is a state
 */
export function useScreenContent(wanted: () => string | undefined) {
  const content = useKept('jmt-screen-content', isScreenContent)
  let timer: ReturnType<typeof setTimeout> | undefined
  let left = false

  async function load(): Promise<void> {
    clearTimeout(timer)
    const version = wanted()
    if (left || !version || version === content.value?.version) return
    const loaded = await callApi('/api/screens/content', { cache: 'no-cache', retry: 0, timeout: TIMEOUT_MS }).catch(
      () => undefined,
    )
    if (isScreenContent(loaded)) content.value = loaded
    // Also retries when a node answered that still has an older version.
    clearTimeout(timer)
    if (loaded?.version !== wanted()) timer = setTimeout(() => void load(), RETRY_MS)
  }
  watch(wanted, () => void load(), { immediate: true })
  onBeforeUnmount(() => {
    left = true
    clearTimeout(timer)
  })
  return content
}
