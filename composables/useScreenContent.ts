import { isScreenContent } from '#shared/screen/content.ts'

/** Between two tries, ms. */
const RETRY_MS = 10_000
const TIMEOUT_MS = 10_000

/**
 * The panels and samples, kept on the screen so that they go on while the server is away; client only.
 * @param wanted version that the state names; nothing before there is one
 */
export function useScreenContent(wanted: () => string | undefined) {
  const content = useKept('jmt-screen-content', isScreenContent)
  let timer: ReturnType<typeof setTimeout> | undefined
  let left = false

  async function load(): Promise<void> {
    clearTimeout(timer)
    const version = wanted()
    if (left || !version || version === content.value?.version) return
    const loaded = await callApi('/api/screens/content', { retry: 0, timeout: TIMEOUT_MS }).catch(() => undefined)
    if (isScreenContent(loaded)) content.value = loaded
    // Also where another node answered, which has an older version still.
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
