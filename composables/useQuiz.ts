import { readApiError } from './useApi.ts'
import { REPLY_TIMEOUT_MS } from './useQuizSync.ts'
import { AppError, isFinal } from '#shared/errors.ts'
import type { AttemptView, Choice, FirstItem } from '#shared/quiz/quiz.ts'
import type { QuizResult } from '#shared/quiz/result.ts'
import { newId } from '#shared/new-id.ts'

/** The next item is shown if the verdict takes longer than this, ms. */
const PATIENCE_MS = 3_500
/** A finished quiz older than this is replaced by a new one when its code is scanned again, ms. */
const STALE_MS = 6 * 3600_000

const COOKIES_OFF = '这部手机不让网页存东西，没法答题。请用微信重新扫码；还不行，请旁边的工作人员或家里人帮忙。'

export type QuizStage = 'intro' | 'item' | 'verdict' | 'waiting' | 'result'

/**
 * The course of a quiz under one code: start, answer, see why, go on, result.
 * @param open whether the campaign of the code is open: a closed one counts no scans.
 * @param first the first item, which comes with the page
 */
export function useQuiz(code: string, open: boolean, first?: FirstItem) {
  const store = useQuizStore()
  /** Before hydration the page must match what the server rendered. */
  const mounted = ref(false)
  const refusal = ref<AppError>()
  /**
   * The first item, rendered hidden behind the intro: an early tap on start, before the script has loaded, shows it at
   * once, and early taps on its answers count after hydration. Removed if start was not pressed before hydration.
   */
  const ahead = shallowRef(first)
  /** The attempt was begun before this page was opened, perhaps by somebody else. */
  const resumed = ref(false)
  const { scan, settled } = useScan()
  const sync = useQuizSync(refuse, async () => {
    // Wait until all is mounted: the scan of this visit is sent after the unsent answers of an earlier one.
    await nextTick()
    await settled()
  })

  /** The stored attempt belongs to this page: same code, or the address became that of its own share link. */
  const isOurs = computed(() => store.attemptId !== null && (store.code === code || store.share?.code === code))
  const stage = computed<QuizStage>(() => {
    if (!mounted.value || !isOurs.value) return 'intro'
    // The result may arrive while the last verdict is still being read.
    if (store.current === undefined) return store.result ? 'result' : 'waiting'
    return store.feedback[store.current] ? 'verdict' : 'item'
  })

  /** An error of another page's attempt, whose unsent answers this phone still had, is not shown here. */
  function refuse(error: AppError, attemptId: string) {
    if (isOurs.value && attemptId === store.attemptId) refusal.value = error
  }

  /** Start with the first item that came with the page, if it is new to this phone: the server is told afterwards. */
  function beginAtOnce(): boolean {
    store.catchUp()
    if (!first || store.pendingStart?.code === code || store.seen.includes(first.item.id)) return false
    store.beginWith(newId(), code, first)
    ahead.value = undefined
    void sync.flush()
    return true
  }

  async function requestStart(id: string): Promise<AttemptView> {
    const view = await callApi('/api/attempts', {
      method: 'POST',
      body: { id, code, seen: store.seen },
      timeout: REPLY_TIMEOUT_MS,
    })
    if (!Array.isArray(view?.items)) throw new AppError('unavailable', '网络不通，请检查后再试。')
    return view
  }

  async function begin(): Promise<void> {
    await settled()
    if (store.pendingStart?.code !== code) store.pendingStart = { id: newId(), code }
    let view: AttemptView
    try {
      view = await requestStart(store.pendingStart.id)
    } catch (thrown) {
      // The reply to an earlier start was lost together with its cookie: that attempt is unusable, so make a new one.
      const error = readApiError(thrown)
      if (error.code !== 'conflict' && error.code !== 'not_found') throw error
      store.pendingStart = { id: newId(), code }
      view = await requestStart(store.pendingStart.id)
    }
    store.begin(code, view)
  }

  /** The address may still be the share link of the previous set: a reload must find this one. */
  function showOwnAddress() {
    const path = `/s/${code}`
    history.replaceState({ ...history.state, current: path }, '', path)
  }

  const starting = useAction(async () => {
    refusal.value = undefined
    if (!navigator.cookieEnabled) throw new AppError('unauthenticated', COOKIES_OFF)
    if (!beginAtOnce()) await begin()
    showOwnAddress()
  })

  // The server is away: the phone waits for it, so that nobody has to press again.
  let again: ReturnType<typeof setTimeout>
  watch(starting.error, (error) => {
    clearTimeout(again)
    if (!error || isFinal(error)) return
    again = setTimeout(() => stage.value === 'intro' && starting.call(), 2_000 + Math.random() * 2_000)
  })
  onBeforeUnmount(() => clearTimeout(again))

  /** The next person on this phone starts from the first page; the items that were seen here do not come again. */
  function afresh() {
    refusal.value = undefined
    resumed.value = false
    store.leave()
    showOwnAddress()
  }

  /** The last press. */
  const pressed = shallowRef<{ in: string | null; at: number }>()
  /** Its item was withdrawn before the answer arrived: it gets no verdict, and the person must hear why. */
  const dropped = computed(
    () => pressed.value?.in === store.attemptId && !store.items.some(({ position }) => position === pressed.value?.at),
  )

  async function choose(choice: Choice, sure?: boolean) {
    const position = store.current
    if (position === undefined || !store.choose(position, choice, sure)) return
    pressed.value = { in: store.attemptId, at: position }
    void sync.flush()
    const begun = performance.now()
    // Offline nobody has to wait: the next item is shown, and the verdict comes later.
    await until(
      () =>
        Boolean(store.feedback[position]) ||
        store.current !== position ||
        sync.offline.value ||
        !navigator.onLine ||
        performance.now() - begun > PATIENCE_MS,
    )
    if (store.showing === position && !store.feedback[position]) store.proceed()
  }

  async function resultOf(id: string): Promise<QuizResult> {
    const call = { params: { id }, timeout: REPLY_TIMEOUT_MS }
    try {
      return await callApi('/api/attempts/:id/result', call)
    } catch (thrown) {
      if (readApiError(thrown).code !== 'gone') throw thrown
      // Closed in the meantime: the server knows no more whose attempt it is, and grades what this phone has answered.
      const answers = Object.values(store.feedback).map(({ position, choice, sure }) => ({ position, choice, sure }))
      const result = await callApi('/api/attempts/:id/result', { ...call, method: 'POST', body: { answers } })
      store.ended = true
      return result
    }
  }

  /** Fetches the result once everything is confirmed; retries until it succeeds. */
  async function fetchResult() {
    const id = store.attemptId
    if (!id || store.result || !store.allConfirmed) return
    try {
      const result = await resultOf(id)
      if (!result?.scams) throw new TypeError('not our server')
      if (store.attemptId === id) store.finish(result)
    } catch (thrown) {
      const error = readApiError(thrown)
      if (isFinal(error)) {
        refuse(error, id)
        store.forget(id)
      } else setTimeout(fetchResult, 2_000 + Math.random() * 2_000)
    }
  }
  watch(
    () => store.allConfirmed && !store.result,
    (ready) => ready && fetchResult(),
  )

  /** Gets what another tab or a lost reply has changed: the server has the current state. */
  async function reconcile() {
    const id = store.attemptId
    if (!id || store.result || store.unconfirmed) return
    try {
      const view = await callApi('/api/attempts/:id', { params: { id }, timeout: REPLY_TIMEOUT_MS })
      if (store.attemptId === id && Array.isArray(view?.items)) store.confirm(view)
    } catch (thrown) {
      const error = readApiError(thrown)
      if (error.code === 'not_found' || error.code === 'unauthenticated') store.forget(id)
      else if (error.code === 'gone' && store.awaited !== null) {
        refuse(error, id)
        store.forget(id)
      } else if (store.awaited !== null) setTimeout(reconcile, 2_000 + Math.random() * 2_000)
    }
  }
  watch(
    // Another tab has sent the start, and has the other items.
    () => store.awaited !== null && !store.unconfirmed,
    (elsewhere) => elsewhere && reconcile(),
  )

  watch(
    () => {
      const empty = store.awaited === null && store.items.length === 0
      return isOurs.value && empty && !store.result ? store.attemptId : null
    },
    (emptied) => {
      if (!emptied) return
      refuse(
        store.ended ? new AppError('gone') : new AppError('unavailable', '这一组题都撤下了，请再开始一次。'),
        emptied,
      )
      store.forget(emptied)
    },
    { immediate: true },
  )

  onMounted(() => {
    // The address is this phone's own share link, after a reload: a new set uses the code of the first one, and is not
    // counted as an arrival by sharing.
    const shared = store.share?.code === code
    if (shared) code = store.code!
    if (isOurs.value && store.finishedAt && Date.now() - store.finishedAt > STALE_MS) store.forget(store.attemptId!)
    resumed.value = isOurs.value && !store.result
    mounted.value = true
    if (!document.documentElement.hasAttribute('data-quiz-begun')) ahead.value = undefined
    document.documentElement.removeAttribute('data-quiz-resumes')
    if (isOurs.value) {
      void reconcile()
      void fetchResult()
    }
    if (open && !shared) scan(code)
  })

  return { store, stage, refusal, starting, choose, dropped, afresh, resumed, offline: sync.offline, ahead }
}

/** Resolves when the condition holds; polled often enough that a person notices no delay. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 40))
}
