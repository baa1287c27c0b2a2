import { readApiError } from './useApi.ts'
import { AppError, isFinal } from '#shared/errors.ts'

/** Longest wait for one reply on a weak network, ms. */
const TIMEOUT_MS = 12_000
/** A set begun longer ago than this gives way to a new one, ms. */
const STALE_MS = 6 * 3600_000

export type PracticeStage = 'intro' | 'item' | 'why' | 'result'

/**
 * The course of a practice: draw a set, answer, learn why, go on, result. What is loaded stays without a network;
 * only a verdict has to wait for one.
 * @param type the scam type to practise; null for all of them.
 */
export function usePractice(type: string | null) {
  const store = usePracticeStore()
  /** Until then the page is as the server drew it. */
  const mounted = ref(false)
  const stage = computed<PracticeStage>(() => {
    if (!mounted.value || store.type !== type || store.items.length === 0) return 'intro'
    if (!store.item) return 'result'
    return store.feedback[store.item.id] ? 'why' : 'item'
  })

  /** Sends the same whenever it is pressed again: nothing is stored, so nothing can be counted twice. */
  const starting = useAction(async () => {
    const { items } = await callApi('/api/practice', {
      method: 'POST',
      body: { type, seen: store.seen },
      timeout: TIMEOUT_MS,
    })
    // A gate of a public network answers everything with a page of its own.
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
      // Renewed or taken back since it was loaded: there will never be a verdict.
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
