import { readApiError } from './useApi.ts'
import { type AppError, isFinal } from '#shared/errors.ts'
import { delay, nextBatch, type Owed } from '#shared/outbox.ts'
import { answerOf, nextAnswers, START, startOf, waitForQuiz } from '#shared/quiz/owed.ts'
import { newId } from '#shared/new-id.ts'

/** Timeout of one request on a weak network, ms. */
export const REPLY_TIMEOUT_MS = 12_000
/**
 * The network or the page is back, or another tab has written. Handled in the capture phase, because on some phones
 * `visibilitychange` does not bubble to the window.
 */
const EVENTS = ['online', 'pageshow', 'visibilitychange', 'storage']

/**
 * Sends the queued answers: in order, one request at a time, with retries and backoff until they are confirmed, and at
 * once when the network or the page is back. The server's handling is idempotent: two tabs may send the same answer. A
 * lock between tabs could be held by one that the phone has suspended.
 * @param onRefused called before a refused attempt is deleted.
 * @param ready resolves when the device has its cookie, which a start needs.
 */
export function useQuizSync(onRefused: (error: AppError, attemptId: string) => void, ready: () => Promise<void>) {
  const store = useQuizStore()
  const outbox = useOutboxStore()
  /** The last request failed. */
  const offline = ref(false)
  let sending = false
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Deletes what the server will never accept; the rest waits for the next retry. */
  function fail(error: AppError, entry: Owed) {
    if (isFinal(error)) {
      onRefused(error, entry.lane)
      store.forget(entry.lane)
    } else {
      outbox.change((box) => delay(box, entry, Date.now(), Math.random()))
      offline.value = true
    }
  }

  async function sendStart(start: Owed): Promise<void> {
    const { code, itemId, proof, renewed } = startOf(start)
    try {
      await ready()
      const view = await callApi('/api/attempts', {
        method: 'POST',
        body: { id: start.lane, code, seen: store.seen, first: { itemId, proof } },
        timeout: REPLY_TIMEOUT_MS,
      })
      if (!Array.isArray(view?.items)) throw new TypeError('not our server')
      store.confirmStart(start, view)
      offline.value = false
    } catch (thrown) {
      const error = readApiError(thrown)
      // The reply to an earlier try was lost together with its cookie: that attempt is unusable, so make a new one.
      if (!renewed && (error.code === 'conflict' || error.code === 'not_found')) store.renewStart(start, newId())
      else fail(error, start)
    }
  }

  async function send(batch: [Owed, ...Owed[]]): Promise<void> {
    const attemptId = batch[0].lane
    const answers = batch.map(answerOf)
    try {
      const {
        feedback,
        withdrawn = [],
        uncounted,
      } = await callApi('/api/attempts/:id/answers', {
        params: { id: attemptId },
        method: 'POST',
        body: { answers },
        timeout: REPLY_TIMEOUT_MS,
      })
      // A captive portal answers every request with a page of its own.
      if (!Array.isArray(feedback)) throw new TypeError('not our server')
      if (uncounted) store.closeLate(attemptId)
      store.learn(attemptId, feedback, [...answers.map(({ position }) => position), ...withdrawn])
      offline.value = false
    } catch (thrown) {
      fail(readApiError(thrown), batch[0])
    }
  }

  async function flush(): Promise<void> {
    store.catchUp()
    if (sending) return
    clearTimeout(timer)
    sending = true
    try {
      for (;;) {
        const [start] = nextBatch(outbox.box, START, Date.now(), 1) ?? []
        const batch = start ? undefined : nextAnswers(outbox.box, Date.now())
        if (start) await sendStart(start)
        else if (batch) await send(batch)
        else break
      }
    } finally {
      sending = false
    }
    const wait = waitForQuiz(outbox.box, Date.now())
    if (wait !== undefined) timer = setTimeout(flush, wait)
  }

  function wake({ type }: Event) {
    if (document.visibilityState !== 'visible') return
    // A write of another tab does not end the backoff after a failure.
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
