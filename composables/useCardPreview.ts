import { useTimeoutFn } from '@vueuse/core'
import type { CardPreview } from '#shared/card/view.ts'

/** The preview is requested after this pause in typing, in ms. */
const PAUSE_MS = 600

/** A text as readers would see it, rendered by the server that will publish it, and the problems that must be fixed. */
export function useCardPreview(
  id: string,
  text: () => { title: string; headline: string; body: string; source: string },
  first: string,
) {
  const preview = shallowRef<CardPreview>({ html: first, problems: [], findings: [] })
  /** The last request failed: the preview shown is of an older text. */
  const stale = ref(false)
  let turn = 0

  async function draw(): Promise<void> {
    const own = ++turn
    const { title, headline, body, source } = text()
    try {
      const drawn = await callApi('/api/console/cards/:id/preview', {
        params: { id },
        method: 'POST',
        body: { title, headline, body, source },
      })
      if (own !== turn) return
      preview.value = drawn
      stale.value = false
    } catch {
      if (own === turn) stale.value = true
    }
  }
  const { start } = useTimeoutFn(draw, PAUSE_MS, { immediate: false })
  watch(text, () => start(), { deep: true })
  onMounted(() => void draw())
  onBeforeUnmount(() => {
    turn += 1
  })
  return { preview, stale, draw }
}
