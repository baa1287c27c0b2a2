import type { OpenItem } from '#shared/content/item.ts'

/** A request that takes longer has got lost, in ms. */
const TIMEOUT_MS = 8_000
/** Until the next try when the server is away, in ms. */
const RETRY_MS = 10_000
/** A little after the change, so that the next item is really there, in ms. */
const AFTER_MS = 150

const isItem = (value: unknown): value is OpenItem => Array.isArray((value as OpenItem | null)?.messages)

/** The quiz of the moment, kept up to date; client only. While the server is away the last one stays. */
export function useScreenSample() {
  const item = useKept('jmt-screen-item', isItem)
  let timer: ReturnType<typeof setTimeout>
  let left = false
  async function load(): Promise<void> {
    const answer = await $fetch('/api/screens/sample', { retry: 0, timeout: TIMEOUT_MS }).catch(() => undefined)
    if (left) return
    if (answer?.item && answer.item.id !== item.value?.id) item.value = answer.item
    timer = setTimeout(() => void load(), answer ? answer.remaining + AFTER_MS : RETRY_MS)
  }
  void load()
  onBeforeUnmount(() => {
    left = true
    clearTimeout(timer)
  })
  return item
}
