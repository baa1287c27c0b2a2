/** The state of a screen: facts and server time, from which the screen computes its view. */
import type { Station } from '../member/station.ts'
import { isKnownShow, type Show } from './show.ts'

export interface ScreenState {
  /** Rises with every change, on all nodes and over restarts of the server. */
  revision: number
  /** Server time of this snapshot, ms since the epoch. */
  at: number
  screen: { id: string; name: string; zone: string }
  station: Station
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
  /** Build of the server that sent it; a page of another build renews itself. */
  build?: string
  /** Version of the panels and samples to fetch (ScreenContent); empty: keep the cached ones. */
  content: string
  show: Show
}

export interface ScreenCounters {
  /** The day that `completionsToday` is about, `YYYY-MM-DD`; missing from older servers, as is `at`. */
  day?: string
  /** When the figures were read, ms since the epoch. */
  at?: number
  /** Completions of the whole campaign, occasions. */
  completions: number
  completionsToday: number
  /** Starts of the whole campaign, occasions. */
  starts: number
}

/** Revisions are about ms since the epoch: from 2100 on they are damaged, and would hold off every true one. */
export const REVISION_MAX = Date.UTC(2100, 0)
const isRevision = (value: unknown) => typeof value === 'number' && value >= 0 && value <= REVISION_MAX
const isText = (value: unknown): value is string => typeof value === 'string'

/** Whether a state from the cache, or from a server of another version, has all that the views of this page read. */
export function isScreenState(value: unknown): value is ScreenState {
  const { revision, screen, station, campaign, counters, show } = (value ?? {}) as Partial<ScreenState>
  return (
    isRevision(revision) &&
    isText(screen?.id) &&
    isText(station?.name) &&
    (campaign === null || (isText(campaign?.title) && isText(campaign.path))) &&
    [counters?.completions, counters?.completionsToday, counters?.starts].every(Number.isFinite) &&
    isKnownShow(show)
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
