/** Events between the server and a hall screen (`/screens`). */
import type { ScreenReport } from '../screen/report.ts'
import type { ScreenCounters, ScreenState } from '../screen/state.ts'
import type { ClockClientEvents } from './clock.ts'
import type { Ack } from './protocol.ts'

export interface ScreenClientEvents extends ClockClientEvents {
  /** The full present state; a late joiner gets it on connect without asking. */
  'screen:sync': (ack: Ack<ScreenState>) => void
  /** What the screen really shows: after each state that it got, and whenever the kind of picture changes. */
  'screen:report': (report: ScreenReport, ack: Ack) => void
}

export interface ScreenServerEvents {
  /** Also without being asked for, to a screen that does not report the newest one. */
  'screen:state': (state: ScreenState) => void
  /** The screen or its campaign was changed: sync. */
  'screen:stale': () => void
  'screen:counters': (counters: ScreenCounters) => void
  /** The pairing was revoked: forget the token and show a new code. */
  'screen:revoked': () => void
}
