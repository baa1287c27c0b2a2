/**
 * The server's time, estimated by a device whose own clock nobody sets. Each probe asks the server for its time; of
 * many, those with the shortest round trip tell it best (Cristian 1989, as the clock filter of NTP, RFC 5905 §10).
 * Local times are of a clock that nobody can set (`performance.now()`), all times and offsets in ms.
 */
import { median } from '../median.ts'
import type { Ack } from './protocol.ts'

/** One question: when it left and came back by the local clock, and what the server's clock said in between. */
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
  /** By how much `drift` may be wrong, in ms per ms. */
  driftError: number
  /** What was shown at `ref`: what is shown later is never less. */
  shown: number
  /** The window, oldest first. */
  probes: readonly Probe[]
  /** The newest probes, when they contradict the estimate: the server's clock was set, or this device slept. */
  suspects: readonly Probe[]
}

/** Part of the event map of every namespace whose pages need the server's time. */
export interface ClockClientEvents {
  /** The server's time of the answer, ms since the epoch. */
  'clock:probe': (ack: Ack<number>) => void
}

/** Probes at once at the start, and after a pause. */
export const BURST = 12
/** Between two probes of a burst, ms. */
export const BURST_MS = 120
/** Between two probes later, ms. */
export const REFRESH_MS = 5_000

/** What is older says too little about now, ms. */
const WINDOW_MS = 10 * 60_000
/** Of each such period the best probe is compared for the drift, ms; over at least this span. */
const PERIOD_MS = 30_000
const DRIFT_SPAN_MS = 90_000
/** The clocks of computers stay within this (NTP assumes 500 ppm). */
const DRIFT_MAX = 500e-6
/** Wrong by at most, before and after it could be measured; ordinary quartz keeps within 100 ppm. */
const DRIFT_UNKNOWN = 200e-6
const DRIFT_KNOWN = 5e-6
/** A contradiction of less than this is taken for noise, ms. */
const SLACK_MS = 5
/** Contradictions in a row that are believed. */
const SUSPECTS_MAX = 3
/** While too far ahead the shown time runs at this rate, until the server's has caught up. */
const SLOWEST = 0.5

const middleOf = ({ sentAt, receivedAt }: Probe) => (sentAt + receivedAt) / 2
const offsetOf = (probe: Probe) => probe.serverAt - middleOf(probe)
/** The true offset is within this of the probe's, however unequal the two ways were. */
const errorOf = ({ sentAt, receivedAt }: Probe) => (receivedAt - sentAt) / 2

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))

/** The probe of the shortest round trip of each period. */
function bestOfPeriods(probes: readonly Probe[]): Probe[] {
  const best = new Map<number, Probe>()
  for (const probe of probes) {
    const period = Math.floor(middleOf(probe) / PERIOD_MS)
    const before = best.get(period)
    if (!before || errorOf(probe) < errorOf(before)) best.set(period, probe)
  }
  return [...best.values()]
}

/** The median slope over all pairs (Theil 1950, Sen 1968): a few bad probes do not move it. */
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

/** How far a probe may be off at a later time, ms. */
const errorAt = (probe: Probe, at: number, driftError: number) =>
  errorOf(probe) + driftError * Math.abs(at - middleOf(probe))

function bestAt(probes: readonly Probe[], at: number, driftError: number): Probe {
  return probes.reduce((best, probe) =>
    errorAt(probe, at, driftError) <= errorAt(best, at, driftError) ? probe : best,
  )
}

const targetAt = ({ ref, offset, drift }: ServerClock, at: number) => at + offset + drift * (at - ref)

/**
 * The server's time at the local time `at`, ms since the epoch. Over later probes and later `at` it never goes
 * backwards: what is ahead is slowed down, what is behind is set forward at once.
 */
export function serverTime(clock: ServerClock, at: number): number {
  const since = Math.max(0, at - clock.ref)
  return Math.max(targetAt(clock, clock.ref + since), clock.shown + SLOWEST * since)
}

/** Whether a probe cannot be explained by what is known, however unequal its two ways were. */
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
 * The estimate with one more probe; one that makes no sense changes nothing. Contradictions are believed when there
 * are several in a row: then what was measured before them is dropped.
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
