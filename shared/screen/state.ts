/** The state of a screen: facts and server time, from which the screen computes its view. */
import { isKnownShow, type Show } from './show.ts'

export interface ScreenState {
  /** Rises with every change, on all nodes and over restarts of the server. */
  revision: number
  /** Server time of this snapshot, ms since the epoch. */
  at: number
  screen: { id: string; name: string; zone: string }
  station: { name: string; hallName: string }
  /** Null while no open campaign is selected. */
  campaign: null | {
    id: string
    title: string
    slogan: string
    /** Short code, shown for typing it by hand. */
    code: string
    /** Path of the QR code, e.g. `/s/ABCDEFG`. */
    path: string
  }
  /** Origin of the QR code, before `path`; null: the origin of the screen's own page. Never a loopback address. */
  publicOrigin: string | null
  counters: ScreenCounters
  /** Version of the panels and samples to fetch (ScreenContent); empty: keep the cached ones. */
  content: string
  show: Show
}

export interface ScreenCounters {
  /** Completions of the whole campaign, occasions. */
  completions: number
  completionsToday: number
  /** Starts of the whole campaign, occasions. */
  starts: number
}

/** Whether a state from the cache, or from a server of another version, can be shown by this page. */
export function isScreenState(value: unknown): value is ScreenState {
  const state = value as Partial<ScreenState> | null | undefined
  return (
    Number.isFinite(state?.revision) &&
    typeof state?.screen?.id === 'string' &&
    typeof state.station?.name === 'string' &&
    isKnownShow(state.show)
  )
}

/**
 * The state after receiving another one. As states arrive by two ways, an older one may arrive last: it is ignored
 * (race). With the same revision the later one is taken, for its counters. A state that this page cannot show is
 * ignored, and the last good one stays.
 */
export function acceptState(held: ScreenState | undefined, next: unknown): ScreenState | undefined {
  if (!isScreenState(next)) return held
  // Paired again, perhaps with another server: revisions are not comparable.
  if (held?.screen.id !== next.screen.id) return next
  return next.revision < held.revision ? held : next
}
