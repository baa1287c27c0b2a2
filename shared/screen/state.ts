/** The state of a screen: facts and server time, from which it derives the rest. */
import { isKnownShow, type Show } from './show.ts'

export interface ScreenState {
  /** Rises with every change, over all nodes and restarts of the server. */
  revision: number
  /** Server time of this snapshot, ms since the epoch. */
  at: number
  screen: { id: string; name: string; zone: string }
  station: { name: string; hallName: string }
  /** Null while no open campaign is chosen. */
  campaign: null | {
    id: string
    title: string
    slogan: string
    /** For typing. */
    code: string
    /** Path behind the QR, e.g. `/s/ABCDEFG`. */
    path: string
  }
  /** Origin that goes before `path`; null: the one by which the screen itself was opened. Never a loopback address. */
  publicOrigin: string | null
  counters: ScreenCounters
  /** Version of the panels and samples to fetch (ScreenContent); empty: go on with what is there. */
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

/** Whether something that was kept, or that another version of the server sent, can be shown by this page. */
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
 * What a screen has after a state came. Sent twice by different ways, an older one may come last: it changes nothing.
 * Of the same revision the later one is taken, for its figures. One that this page cannot show leaves the last good
 * picture.
 */
export function acceptState(held: ScreenState | undefined, next: unknown): ScreenState | undefined {
  if (!isScreenState(next)) return held
  // Paired anew, perhaps at another server: nothing to compare with.
  if (held?.screen.id !== next.screen.id) return next
  return next.revision < held.revision ? held : next
}
