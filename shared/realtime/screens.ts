/** Events between the server and a hall screen (`/screens`). */
import type { ScreenReport } from '../screen/report.ts'
import type { ScreenCounters, ScreenState } from '../screen/state.ts'
import type { ClockClientEvents } from './clock.ts'
import type { Ack } from './protocol.ts'

export interface ScreenClientEvents extends ClockClientEvents {
  /** Requests the full current state; sent on connect without a request. */
  'screen:sync': (ack: Ack<ScreenState>) => void
  /** What the screen really shows: sent after each received state, and whenever the kind of view changes. */
  'screen:report': (report: ScreenReport, ack: Ack) => void
}

export interface ScreenServerEvents {
  /** Also sent unrequested, to a screen that reports an old revision. */
  'screen:state': (state: ScreenState) => void
  /** The screen or its campaign was changed: the state is stale, fetch it with `screen:sync`. */
  'screen:stale': () => void
  'screen:counters': (counters: ScreenCounters) => void
  /** Is this page still there? Another one has connected with the same token. */
  'screen:here': (ack: () => void) => void
  /** The pairing was revoked: delete the token and show a new code. */
  'screen:revoked': () => void
}
