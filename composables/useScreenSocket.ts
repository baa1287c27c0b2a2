import type { Socket } from 'socket.io-client'
import { NAMESPACES, PROTOCOL_VERSION } from '#shared/realtime/protocol.ts'
import type { ScreenClientEvents, ScreenServerEvents } from '#shared/realtime/screens.ts'
import type { ScreenReport } from '#shared/screen/report.ts'
import { dayOf, endOfDay } from '#shared/station.ts'
import { acceptState, isScreenState, type ScreenState } from '#shared/screen/state.ts'

type ScreenSocket = Socket<ScreenServerEvents, ScreenClientEvents>

/** Interval at which the state is requested, in ms. */
const SYNC_MS = 60_000
/** The figures of a new day are requested this long after midnight, in ms. */
const AFTER_MIDNIGHT_MS = 500
const nextDay = (at: number) => endOfDay(dayOf(new Date(at - AFTER_MIDNIGHT_MS))) + AFTER_MIDNIGHT_MS
/** Timeout of a request over the socket, in ms. */
const TIMEOUT_MS = 8_000
/** A disconnection shorter than this is not shown, in ms. */
const PATIENCE_MS = 4_000

/** The token's cookie is renewed at the start, and then this often, ms. */
const RENEW_MS = 24 * 3600_000

/** Pause before loading the socket's code is retried, in ms: doubled each time up to the limit. */
const LOAD_RETRY_MS = 2_000
const LOAD_RETRY_MAX_MS = 60_000
/**
 * After this many failures the page is reloaded: browsers may cache the failure of a module until the page is
 * reloaded.
 */
const LOAD_FAILURES_MAX = 3

const KEPT_KEY = 'jmt-screen'
/** For a page that cannot even begin with it. */
export function dropKeptState(): void {
  try {
    localStorage.removeItem(KEPT_KEY)
  } catch {
    // Nothing is kept.
  }
}

interface Kept {
  protocol: number
  state: ScreenState
}
const isKept = (value: unknown): value is Kept =>
  (value as Kept | null)?.protocol === PROTOCOL_VERSION && isScreenState((value as Kept).state)

/** The live state of this screen; client only. Keeps the last state while the server is unreachable. */
export function useScreenSocket() {
  const kept = useKept(KEPT_KEY, isKept)
  const state = computed(() => kept.value?.state)
  const refused = ref(false)
  /** Number of refusals. */
  const refusals = ref(0)
  /** Number of states received, newer or not. */
  const received = ref(0)
  /** Another machine shows this screen, with the same token. */
  const elsewhere = ref(false)
  /** Build of the server; undefined until it has told. */
  const build = ref<string>()
  const connected = ref(false)
  /** Disconnected long enough for a notice. */
  const away = ref(false)
  const { follow } = useServerClock()
  let unfollow: (() => void) | undefined
  let socket: ScreenSocket | undefined
  let patience: ReturnType<typeof setTimeout> | undefined

  function accept(next: ScreenState): void {
    refused.value = false
    elsewhere.value = false
    build.value = next.build
    received.value += 1
    const accepted = acceptState(state.value, next)
    kept.value = accepted && { protocol: PROTOCOL_VERSION, state: accepted }
  }
  function report(shown: ScreenReport): void {
    // A lost report needs no retry: the server sends the state again to get one.
    if (socket?.connected) socket.timeout(TIMEOUT_MS).emit('screen:report', shown, () => {})
  }
  function forget(): void {
    kept.value = undefined
    refused.value = true
    refusals.value += 1
  }
  function turnedAway(code: 'unauthenticated' | 'elsewhere'): void {
    elsewhere.value = code === 'elsewhere'
    if (code === 'unauthenticated') forget()
  }
  function sync(): void {
    if (!socket?.connected) return
    socket.timeout(TIMEOUT_MS).emit('screen:sync', (error, result) => {
      if (!error && result.ok) accept(result.data)
    })
  }
  function lost(): void {
    connected.value = false
    clearTimeout(patience)
    patience = setTimeout(() => {
      away.value = !connected.value
    }, PATIENCE_MS)
  }

  const timer = setInterval(sync, SYNC_MS)
  // At midnight the figures of the day start from 0; the server must have passed it, too.
  const day = useOverTime((at) => ({ name: dayOf(new Date(at - AFTER_MIDNIGHT_MS)), until: nextDay(at) }))
  watch(() => day.value.name, sync)
  let left = false
  let loading: ReturnType<typeof setTimeout> | undefined
  async function open(failures = 0): Promise<void> {
    const opened = await openSocketClient<ScreenSocket>(NAMESPACES.screens, turnedAway).catch(() => undefined)
    if (left) return void opened?.disconnect()
    if (!opened) {
      loading = setTimeout(() => void open(failures + 1), Math.min(LOAD_RETRY_MS * 2 ** failures, LOAD_RETRY_MAX_MS))
      // Only if the server answers: otherwise a reload could end on the browser's own error page.
      if (
        failures + 1 >= LOAD_FAILURES_MAX &&
        (await callApi('/api/health', { retry: 0, timeout: 8_000 }).then(
          () => true,
          () => false,
        ))
      )
        reloadOnce()
      return
    }
    socket = opened
    unfollow = follow(opened)
    let renewedAt = -RENEW_MS
    socket.on('connect', () => {
      connected.value = true
      away.value = false
      if (performance.now() - renewedAt < RENEW_MS) return
      renewedAt = performance.now()
      // One that fails is made up for at the next start: a cookie lasts for hundreds of days.
      callApi('/api/screens/token', { method: 'POST', retry: 0, timeout: TIMEOUT_MS }).catch(() => {})
    })
    socket.on('disconnect', lost)
    socket.on('screen:state', accept)
    socket.on('screen:stale', sync)
    socket.on('screen:here', (ack) => ack())
    socket.on('screen:revoked', forget)
    socket.on('screen:counters', (counters) => {
      if (state.value) kept.value = { protocol: PROTOCOL_VERSION, state: { ...state.value, counters } }
    })
  }
  onMounted(() => {
    lost()
    void open()
  })
  onBeforeUnmount(() => {
    left = true
    clearInterval(timer)
    clearTimeout(patience)
    clearTimeout(loading)
    unfollow?.()
    socket?.disconnect()
  })

  return {
    state,
    refused: readonly(refused),
    refusals: readonly(refusals),
    elsewhere: readonly(elsewhere),
    build: readonly(build),
    away: readonly(away),
    received: readonly(received),
    enter: () => socket?.connect(),
    report,
    /** Drops the state that is kept, and loads the page anew, once in a while at most. */
    startAnew: () => {
      kept.value = undefined
      void nextTick(reloadOnce)
    },
  }
}
