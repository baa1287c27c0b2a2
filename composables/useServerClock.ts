import type { Socket } from 'socket.io-client'
import type { AckResult } from '#shared/realtime/protocol.ts'
import { addProbe, BURST, BURST_MS, REFRESH_MS, type ServerClock, serverTime } from '#shared/realtime/clock.ts'

/** Timeout of a probe, in ms. */
const TIMEOUT_MS = 4_000
/** The device slept, or its clock was set, when its wall clock and monotonic clock differ by more than this, in ms. */
const GAP_MS = 1_000
/** Resolution of the estimate that is stored for the next start, in ms. */
const KEPT_MS = 100

/** One clock for the whole page, shared by all sockets. In the browser only: the server never writes to it. */
const clock = shallowRef<ServerClock>()
const isAhead = (value: unknown): value is number => Number.isFinite(value)

/** The part of a socket that is needed: any namespace whose server answers `clock:probe`. */
type Answering = Pick<Socket, 'connected' | 'on' | 'off' | 'timeout'>

/**
 * The server's time. Until the first probe is answered (a start without a server) it is this device's clock, corrected
 * by the last known error, as there is nothing better. From the first probe on it never goes backwards while the page
 * is open; at the first probe it may.
 */
export function useServerClock() {
  /** The server's clock minus this device's own, ms. */
  const ahead = useKept('jmt-clock', isAhead)

  /** Ms since the epoch. Not reactive by itself; `clock` changes whenever the estimate does. */
  const now = (): number => (clock.value ? serverTime(clock.value, performance.now()) : deviceTime())
  /** By this device's own clock and its last known error alone: unlike `now`, it also runs while the device sleeps. */
  const deviceTime = (): number => Date.now() + (ahead.value ?? 0)
  /** The server has answered since the page was loaded. */
  const certain = computed(() => clock.value !== undefined)

  function learn(sentAt: number, serverAt: number): void {
    clock.value = addProbe(clock.value, { sentAt, serverAt, receivedAt: performance.now() })
    if (clock.value) ahead.value = Math.round((now() - Date.now()) / KEPT_MS) * KEPT_MS
  }

  /**
   * Sends probes over a socket from now on: a burst after each connection and after the device woke, then a few.
   * @returns a function that stops it
   */
  function follow(socket: Answering): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined
    let left = 0
    let gap = Date.now() - performance.now()

    function probe(): void {
      const sentAt = performance.now()
      socket.timeout(TIMEOUT_MS).emit('clock:probe', (error: Error | null, result?: AckResult<number>) => {
        if (!error && result?.ok) learn(sentAt, result.data)
      })
    }
    function tick(): void {
      if (!socket.connected) return
      const parted = Date.now() - performance.now()
      if (Math.abs(parted - gap) > GAP_MS) left = BURST
      gap = parted
      probe()
      left -= 1
      timer = setTimeout(tick, left > 0 || clock.value?.suspects.length ? BURST_MS : REFRESH_MS)
    }
    function burst(): void {
      clearTimeout(timer)
      left = BURST
      tick()
    }
    const stop = () => clearTimeout(timer)
    const wake = () => {
      if (document.visibilityState === 'visible') burst()
    }

    socket.on('connect', burst)
    socket.on('disconnect', stop)
    document.addEventListener('visibilitychange', wake)
    if (socket.connected) burst()
    return () => {
      stop()
      socket.off('connect', burst)
      socket.off('disconnect', stop)
      document.removeEventListener('visibilitychange', wake)
    }
  }

  return { clock: readonly(clock), now, deviceTime, certain, follow }
}
