import { readApiError } from './useApi.ts'
import type { AppError, ErrorCode } from '#shared/errors.ts'
import type { AnswersReply } from '#shared/quiz/quiz.ts'

/** Longest wait for one reply on a weak network, ms. */
export const REPLY_TIMEOUT_MS = 12_000
/** First and longest pause between tries, ms. */
const FIRST_PAUSE_MS = 800
const LONGEST_PAUSE_MS = 20_000
/** Answers per request. */
const BATCH = 20

/** Errors after which trying again cannot help. */
const FINAL: ReadonlySet<ErrorCode> = new Set(['bad_input', 'unauthenticated', 'not_found', 'gone', 'conflict', 'too_large'])

export const isFinal = (error: AppError) => FINAL.has(error.code)

/**
 * Brings queued answers to the server: in order, one request at a time, again and again until they are confirmed, at
 * once when the network or the page comes back. The server takes each answer once, however often it is sent.
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
        body: { answers: batch.map(({ position, choice }) => ({ position, choice })) },
        timeout: REPLY_TIMEOUT_MS,
      })
      // A gate of a public network answers everything with a page of its own.
      if (!Array.isArray(feedback) || feedback.length === 0) throw new TypeError('not our server')
      const owed = store.outbox.length
      store.learn(first.attemptId, feedback)
      if (store.outbox.length >= owed) throw new TypeError('a reply to something else')
      failures = 0
      offline.value = false
    } catch (thrown) {
      const error = readApiError(thrown)
      if (!isFinal(error)) throw error
      store.forget(first.attemptId)
      onRefused(error, first.attemptId)
    }
  }

  async function flush(): Promise<void> {
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
    window.addEventListener('online', wake)
    window.addEventListener('pageshow', wake)
    document.addEventListener('visibilitychange', wake)
    void flush()
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    window.removeEventListener('online', wake)
    window.removeEventListener('pageshow', wake)
    document.removeEventListener('visibilitychange', wake)
  })
  return { flush, offline: readonly(offline) }
}
