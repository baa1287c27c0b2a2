import { readApiError } from './useApi.ts'
import { AppError, isFinal } from '#shared/errors.ts'

/** Timeout of one request on a weak network, ms. */
const TIMEOUT_MS = 12_000
/** A set that was begun longer ago than this is replaced by a new one, ms. */
const STALE_MS = 6 * 3600_000

export type PracticeStage = 'intro' | 'item' | 'why' | 'result'

/**
 * The course of a practice: load a set, answer, see why, go on, result. Loaded drills stay usable offline; only a
 * verdict needs the network.
 * @param type the scam type to practise; null for all of them.
 */
export function usePractice(type: string | null) {
  const store = usePracticeStore()
  /** Before hydration the page must match what the server rendered. */
  const mounted = ref(false)
  const stage = computed<PracticeStage>(() => {
    if (!mounted.value || store.type !== type || store.items.length === 0) return 'intro'
    if (!store.item) return 'result'
    return store.feedback[store.item.id] ? 'why' : 'item'
  })

  /** May be sent repeatedly: the server stores nothing, so nothing can be counted twice. */
  const starting = useAction(async () => {
    const { items } = await callApi('/api/practice', {
      method: 'POST',
      body: { type, seen: store.seen },
      timeout: TIMEOUT_MS,
    })
    // A captive portal answers every request with a page of its own.
    if (!Array.isArray(items)) throw new AppError('unavailable', '网络不通，请检查后再试。')
    if (items.length === 0) throw new AppError('not_found', '题目正在更新，请过几天再来。')
    store.begin(type, items)
  })

  const answering = useAction(async (answer: string[]) => {
    if (!store.item) return
    const { id } = store.item
    try {
      const feedback = await callApi('/api/practice/:itemId/answer', {
        params: { itemId: id },
        method: 'POST',
        body: { answer },
        timeout: TIMEOUT_MS,
      })
      if (!Array.isArray(feedback?.notes)) throw new AppError('unavailable', '网络不通，请检查后再试。')
      store.learn(feedback)
    } catch (thrown) {
      const error = readApiError(thrown)
      // The drill was changed or removed since it was loaded: there will never be a verdict.
      if (isFinal(error)) throw new AppError('gone', '这道题刚刚更新过，换下一题吧。')
      throw error
    }
  })

  function skip() {
    answering.error.value = undefined
    if (store.item) store.drop(store.item.id)
  }

  onMounted(() => {
    if (Date.now() - store.begunAt > STALE_MS) store.items = []
    mounted.value = true
    document.documentElement.removeAttribute('data-practice-resumes')
  })

  return { store, stage, starting, answering, skip }
}
