import type { Socket } from 'socket.io-client'
import { NAMESPACES, PROTOCOL_VERSION } from '#shared/realtime/protocol.ts'
import type { ScreenClientEvents, ScreenServerEvents } from '#shared/realtime/screens.ts'
import type { ScreenReport } from '#shared/screen/report.ts'
import { acceptState, isScreenState, type ScreenState } from '#shared/screen/state.ts'

type ScreenSocket = Socket<ScreenServerEvents, ScreenClientEvents>

/** The state is asked for again this often, in ms: at midnight the figures of the day begin anew. */
const SYNC_MS = 60_000
/** A question to the server that takes longer has got lost, in ms. */
const TIMEOUT_MS = 8_000
/** A connection that is back sooner was never missed, in ms. */
const PATIENCE_MS = 4_000

/** Between two tries to load the socket's code, in ms: doubled each time up to the limit. */
const LOAD_RETRY_MS = 2_000
const LOAD_RETRY_MAX_MS = 60_000
/**
 * After this many the page is loaded anew: browsers may remember for as long as it lives that a module could not be
 * had.
 */
const LOAD_FAILURES_MAX = 3

interface Kept {
  protocol: number
  state: ScreenState
}
const isKept = (value: unknown): value is Kept =>
  (value as Kept | null)?.protocol === PROTOCOL_VERSION && isScreenState((value as Kept).state)

/** The live state of this screen; client only. Keeps the last picture while the server is away. */
export function useScreenSocket() {
  const kept = useKept('jmt-screen', isKept)
  const state = computed(() => kept.value?.state)
  const refused = ref(false)
  /** How often that was. */
  const refusals = ref(0)
  /** States that came, whether they were newer or not. */
  const received = ref(0)
  const connected = ref(false)
  /** Away for so long that it may be said. */
  const away = ref(false)
  const { follow } = useServerClock()
  let unfollow: (() => void) | undefined
  let socket: ScreenSocket | undefined
  let patience: ReturnType<typeof setTimeout> | undefined

  function accept(next: ScreenState): void {
    refused.value = false
    received.value += 1
    const accepted = acceptState(state.value, next)
    kept.value = accepted && { protocol: PROTOCOL_VERSION, state: accepted }
  }
  function report(shown: ScreenReport): void {
    // What is lost is asked for: the server sends the state again.
    if (socket?.connected) socket.timeout(TIMEOUT_MS).emit('screen:report', shown, () => {})
  }
  function forget(): void {
    kept.value = undefined
    refused.value = true
    refusals.value += 1
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
  let left = false
  let loading: ReturnType<typeof setTimeout> | undefined
  async function open(failures = 0): Promise<void> {
    const opened = await openSocketClient<ScreenSocket>(NAMESPACES.screens, forget).catch(() => undefined)
    if (left) return void opened?.disconnect()
    if (!opened) {
      loading = setTimeout(() => void open(failures + 1), Math.min(LOAD_RETRY_MS * 2 ** failures, LOAD_RETRY_MAX_MS))
      // Without a server a reload could end on the browser's own error page.
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
    socket.on('connect', () => {
      connected.value = true
      away.value = false
    })
    socket.on('disconnect', lost)
    socket.on('screen:state', accept)
    socket.on('screen:stale', sync)
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
    away: readonly(away),
    received: readonly(received),
    enter: () => socket?.connect(),
    report,
  }
}
