import type { Socket } from 'socket.io-client'
import type { AckResult } from '#shared/realtime/protocol.ts'
import { addProbe, BURST, BURST_MS, REFRESH_MS, type ServerClock, serverTime } from '#shared/realtime/clock.ts'

/** A probe that takes longer is not worth waiting for, in ms. */
const TIMEOUT_MS = 4_000
/** The device slept, or somebody set its clock, when its two clocks part by more than this, in ms. */
const GAP_MS = 1_000
/** How exactly the estimate is kept for the next start, in ms. */
const KEPT_MS = 100

/** One clock for the whole page, whichever socket feeds it. Of the browser only: nothing is ever put in on a server. */
const clock = shallowRef<ServerClock>()
const isAhead = (value: unknown): value is number => Number.isFinite(value)

/** What is needed of a socket: any namespace whose server answers `clock:probe`. */
type Answering = Pick<Socket, 'connected' | 'on' | 'off' | 'timeout'>

/**
 * The server's time. Until the first probe is back (a start without a server) it is this device's own clock, put right
 * by as much as it was last known to be wrong; nothing better is to be had then. From the first probe on it never goes
 * backwards for as long as the page lives; at the first probe it may.
 */
export function useServerClock() {
  /** The server's clock minus this device's own, ms. */
  const ahead = useKept('jmt-clock', isAhead)

  /** Ms since the epoch. Not reactive by itself; `clock` changes whenever the estimate does. */
  const now = (): number => (clock.value ? serverTime(clock.value, performance.now()) : Date.now() + (ahead.value ?? 0))

  function learn(sentAt: number, serverAt: number): void {
    clock.value = addProbe(clock.value, { sentAt, serverAt, receivedAt: performance.now() })
    if (clock.value) ahead.value = Math.round((now() - Date.now()) / KEPT_MS) * KEPT_MS
  }

  /**
   * Sends probes over a socket from now on: many at once after each connection and after the device woke, then a few.
   * @returns stops it
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

  return { clock: readonly(clock), now, follow }
}
