/** Events between the server and a hall screen (`/screens`). */
import type { UrgentCard } from '../card/view.ts'
import type { ClockClientEvents } from './clock.ts'
import type { Ack } from './protocol.ts'

/** What a screen shows: facts, from which it derives the rest. */
export interface ScreenState {
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
  /**
   * A warning that goes before everything else until its `until` has passed; what was kept by an older page has none.
   */
  takeover?: UrgentCard | null
  /** Server time of this snapshot, ms since the epoch. */
  at: number
}

export interface ScreenCounters {
  /** Completions of the whole campaign, occasions. */
  completions: number
  completionsToday: number
  /** Starts of the whole campaign, occasions. */
  starts: number
}

export interface ScreenClientEvents extends ClockClientEvents {
  /** The full present state; a late joiner gets it on connect without asking. */
  'screen:sync': (ack: Ack<ScreenState>) => void
}

export interface ScreenServerEvents {
  'screen:state': (state: ScreenState) => void
  /** The screen or its campaign was changed: sync. */
  'screen:stale': () => void
  'screen:counters': (counters: ScreenCounters) => void
  /** The pairing was revoked: forget the token and show a new code. */
  'screen:revoked': () => void
}
