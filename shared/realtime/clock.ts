/**
 * Estimates the server's time on a device whose own clock may be wrong. Each probe asks the server for its time; probes
 * with the shortest round trip are the most accurate (Cristian 1989; clock filter of NTP, RFC 5905 §10). Local times
 * are from a monotonic clock (`performance.now()`); all times and offsets in ms.
 */
import { median } from '../median.ts'
import type { Ack } from './protocol.ts'

/** One probe: local times of sending and receiving, and the server's time in between. */
export interface Probe {
  sentAt: number
  serverAt: number
  receivedAt: number
}

/** An estimate: at the local time `ref` the server's clock is `offset` ahead and gains `drift` ms per local ms. */
export interface ServerClock {
  ref: number
  offset: number
  drift: number
  /** Maximum error of `drift`, in ms per ms. */
  driftError: number
  /** The time shown at `ref`: times shown later are never smaller (monotonic). */
  shown: number
  /** The probes in the sliding window, oldest first. */
  probes: readonly Probe[]
  /** The newest probes, if they contradict the estimate: the server's clock was set, or this device was suspended. */
  suspects: readonly Probe[]
}

/** Part of the event map of every namespace whose pages need the server's time. */
export interface ClockClientEvents {
  /** The server's time when it answered, ms since the epoch. */
  'clock:probe': (ack: Ack<number>) => void
}

/** Size of the burst of probes at the start, and after a pause. */
export const BURST = 12
/** Interval between probes of a burst, ms. */
export const BURST_MS = 120
/** Interval between later probes, ms. */
export const REFRESH_MS = 5_000

/** Maximum age of a probe in the window, ms. */
const WINDOW_MS = 10 * 60_000
/** For the drift, the best probe of each such period is used, ms; at least this span is required. */
const PERIOD_MS = 30_000
const DRIFT_SPAN_MS = 90_000
/** Maximum drift of a computer's clock (NTP assumes 500 ppm). */
const DRIFT_MAX = 500e-6
/** Maximum error of the drift before and after it was measured; ordinary quartz is within 100 ppm. */
const DRIFT_UNKNOWN = 200e-6
const DRIFT_KNOWN = 5e-6
/** Smaller contradictions are treated as noise, ms. */
const SLACK_MS = 5
/** Number of contradictions in a row after which the old estimate is discarded. */
const SUSPECTS_MAX = 3
/** If the shown time is too far ahead, it runs at this rate until the server's time has caught up. */
const SLOWEST = 0.5

const middleOf = ({ sentAt, receivedAt }: Probe) => (sentAt + receivedAt) / 2
const offsetOf = (probe: Probe) => probe.serverAt - middleOf(probe)
/** Maximum error of a probe's offset, even if the two directions take unequal times. */
const errorOf = ({ sentAt, receivedAt }: Probe) => (receivedAt - sentAt) / 2

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))

/** The probe with the shortest round trip of each period. */
function bestOfPeriods(probes: readonly Probe[]): Probe[] {
  const best = new Map<number, Probe>()
  for (const probe of probes) {
    const period = Math.floor(middleOf(probe) / PERIOD_MS)
    const before = best.get(period)
    if (!before || errorOf(probe) < errorOf(before)) best.set(period, probe)
  }
  return [...best.values()]
}

/** The median slope over all pairs (Theil 1950, Sen 1968): robust against a few bad probes. */
function estimateDrift(probes: readonly Probe[], known: Pick<ServerClock, 'drift' | 'driftError'>) {
  const best = bestOfPeriods(probes)
  const span = best.length > 1 ? middleOf(best[best.length - 1]!) - middleOf(best[0]!) : 0
  if (span < DRIFT_SPAN_MS) return known
  const slopes = best.flatMap((a, at) =>
    best.slice(at + 1).map((b) => (offsetOf(b) - offsetOf(a)) / (middleOf(b) - middleOf(a))),
  )
  const errors = best.map(errorOf)
  const noise = median(errors) - Math.min(...errors)
  return {
    drift: clamp(median(slopes), -DRIFT_MAX, DRIFT_MAX),
    driftError: clamp((noise + 1) / span, DRIFT_KNOWN, DRIFT_UNKNOWN),
  }
}

/** Maximum error of a probe's offset at another time, ms. */
const errorAt = (probe: Probe, at: number, driftError: number) =>
  errorOf(probe) + driftError * Math.abs(at - middleOf(probe))

function bestAt(probes: readonly Probe[], at: number, driftError: number): Probe {
  return probes.reduce((best, probe) =>
    errorAt(probe, at, driftError) <= errorAt(best, at, driftError) ? probe : best,
  )
}

const targetAt = ({ ref, offset, drift }: ServerClock, at: number) => at + offset + drift * (at - ref)

/**
 * The server's time at the local time `at`, ms since the epoch. Monotonic: a time that is ahead runs slower, a time
 * that is behind is corrected at once.
 */
export function serverTime(clock: ServerClock, at: number): number {
  const since = Math.max(0, at - clock.ref)
  return Math.max(targetAt(clock, clock.ref + since), clock.shown + SLOWEST * since)
}

/** Whether a probe is inconsistent with the estimate, even if its two directions took unequal times. */
function contradicts(clock: ServerClock, probe: Probe): boolean {
  const at = middleOf(probe)
  const best = bestAt(clock.probes, at, clock.driftError)
  const expected = targetAt(clock, at) - at
  const tolerance = errorOf(probe) + errorAt(best, at, clock.driftError) + SLACK_MS
  return Math.abs(offsetOf(probe) - expected) > tolerance
}

function settle(clock: ServerClock, ref: number, probes: readonly Probe[], shown: number | undefined): ServerClock {
  const { drift, driftError } = estimateDrift(probes, clock)
  const best = bestAt(probes, ref, driftError)
  const offset = offsetOf(best) + drift * (ref - middleOf(best))
  return { ref, offset, drift, driftError, shown: shown ?? ref + offset, probes, suspects: [] }
}

const NOTHING: ServerClock = {
  ref: 0,
  offset: 0,
  drift: 0,
  driftError: DRIFT_UNKNOWN,
  shown: 0,
  probes: [],
  suspects: [],
}

/**
 * The estimate with one more probe; an invalid one changes nothing. After several contradicting probes in a row the
 * older probes are discarded.
 * @param clock undefined before the first
 */
export function addProbe(clock: ServerClock | undefined, probe: Probe): ServerClock | undefined {
  const { sentAt, serverAt, receivedAt } = probe
  if (![sentAt, serverAt, receivedAt].every(Number.isFinite) || receivedAt < sentAt) return clock
  if (!clock) return settle(NOTHING, receivedAt, [probe], undefined)
  const ref = Math.max(clock.ref, receivedAt)
  const shown = serverTime(clock, ref)
  const young = clock.probes.filter(({ receivedAt: at }) => at > ref - WINDOW_MS)
  if (!contradicts(clock, probe)) return settle(clock, ref, [...young, probe], shown)
  const suspects = [...clock.suspects, probe]
  if (suspects.length < SUSPECTS_MAX) return { ...clock, suspects }
  return settle(clock, ref, suspects, shown)
}
