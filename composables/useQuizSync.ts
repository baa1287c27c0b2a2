import { readApiError } from './useApi.ts'
import { type AppError, isFinal } from '#shared/errors.ts'
import type { AnswersReply } from '#shared/quiz/quiz.ts'

/** Longest wait for one reply on a weak network, ms. */
export const REPLY_TIMEOUT_MS = 12_000
/** First and longest pause between tries, ms. */
const FIRST_PAUSE_MS = 800
const LONGEST_PAUSE_MS = 20_000
/** Answers per request. */
const BATCH = 20
/**
 * The network or the page comes back, or another tab has written. Heard while captured: not every phone lets the
 * third one rise to the window.
 */
const EVENTS = ['online', 'pageshow', 'visibilitychange', 'storage']

/**
 * Brings queued answers to the server: in order, one request at a time, again and again until they are confirmed, at
 * once when the network or the page comes back. The server takes each answer once, however often it is sent: two tabs
 * may well send the same, and a lock between them could be held by one that the phone has put to sleep.
 * @param onRefused is told before the attempt is forgotten.
 */
export function useQuizSync(onRefused: (error: AppError, attemptId: string) => void) {
  const store = useQuizStore()
  /** The last try did not get through. */
  const offline = ref(false)
  let sending = false
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function send(): Promise<void> {
    const [first] = store.outbox
    if (!first) return
    const batch = store.outbox.filter((answer) => answer.attemptId === first.attemptId).slice(0, BATCH)
    try {
      const { feedback } = await $fetch<AnswersReply>(`/api/attempts/${first.attemptId}/answers`, {
        method: 'POST',
        body: { answers: batch.map(({ position, choice, sure }) => ({ position, choice, sure })) },
        timeout: REPLY_TIMEOUT_MS,
      })
      // A gate of a public network answers everything with a page of its own.
      if (!Array.isArray(feedback)) throw new TypeError('not our server')
      store.learn(
        first.attemptId,
        feedback,
        batch.map(({ position }) => position),
      )
      failures = 0
      offline.value = false
    } catch (thrown) {
      const error = readApiError(thrown)
      if (!isFinal(error)) throw error
      onRefused(error, first.attemptId)
      store.forget(first.attemptId)
    }
  }

  async function flush(): Promise<void> {
    store.catchUp()
    if (sending) return
    clearTimeout(timer)
    sending = true
    try {
      while (store.outbox.length) await send()
    } catch {
      offline.value = true
      // Half of the pause is chance: a whole hall must not come back in step.
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures++)
      timer = setTimeout(flush, pause * (0.5 + Math.random() / 2))
    } finally {
      sending = false
    }
  }

  function wake() {
    if (document.visibilityState !== 'visible') return
    failures = 0
    void flush()
  }

  onMounted(() => {
    for (const event of EVENTS) window.addEventListener(event, wake, true)
    void flush()
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    for (const event of EVENTS) window.removeEventListener(event, wake, true)
  })
  return { flush, offline: readonly(offline) }
}
