import { readApiError } from './useApi.ts'
import { type AppError, isFinal } from '#shared/errors.ts'
import { delay, nextBatch, type Owed, waitFor } from '#shared/outbox.ts'
import { ANSWER, answerOf, MOST_ANSWERS } from '#shared/quiz/owed.ts'

/** Longest wait for one reply on a weak network, ms. */
export const REPLY_TIMEOUT_MS = 12_000
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
  const outbox = useOutboxStore()
  /** The last try did not get through. */
  const offline = ref(false)
  let sending = false
  let timer: ReturnType<typeof setTimeout> | undefined

  async function send(batch: [Owed, ...Owed[]]): Promise<void> {
    const attemptId = batch[0].lane
    const answers = batch.map(answerOf)
    try {
      const { feedback } = await callApi('/api/attempts/:id/answers', {
        params: { id: attemptId },
        method: 'POST',
        body: { answers },
        timeout: REPLY_TIMEOUT_MS,
      })
      // A gate of a public network answers everything with a page of its own.
      if (!Array.isArray(feedback)) throw new TypeError('not our server')
      store.learn(
        attemptId,
        feedback,
        answers.map(({ position }) => position),
      )
      offline.value = false
    } catch (thrown) {
      const error = readApiError(thrown)
      if (isFinal(error)) {
        onRefused(error, attemptId)
        store.forget(attemptId)
      } else {
        outbox.change((box) => delay(box, batch[0], Date.now(), Math.random()))
        offline.value = true
      }
    }
  }

  async function flush(): Promise<void> {
    store.catchUp()
    if (sending) return
    clearTimeout(timer)
    sending = true
    try {
      for (let batch; (batch = nextBatch(outbox.box, ANSWER, Date.now(), MOST_ANSWERS));) await send(batch)
    } finally {
      sending = false
    }
    const wait = waitFor(outbox.box, ANSWER, Date.now())
    if (wait !== undefined) timer = setTimeout(flush, wait)
  }

  function wake({ type }: Event) {
    if (document.visibilityState !== 'visible') return
    // What another tab has written is no reason to try again what has just failed.
    if (type !== 'storage') outbox.hurry()
    void flush()
  }

  onMounted(() => {
    for (const event of EVENTS) window.addEventListener(event, wake, true)
    outbox.hurry()
    void flush()
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    for (const event of EVENTS) window.removeEventListener(event, wake, true)
  })
  return { flush, offline: readonly(offline) }
}
