/** Events between the server and a hall screen (`/screens`). */
import type { Cue } from '../programme/cue.ts'
import type { FlipReport } from '../programme/group-input.ts'
import type { HealthReport } from '../screen/health.ts'
import type { OrderTaken } from '../screen/health-input.ts'
import type { ScreenReport } from '../screen/report.ts'
import type { ScreenCounters, ScreenState } from '../screen/state.ts'
import type { UseReport } from '../screen/use.ts'
import type { ClockClientEvents } from './clock.ts'
import type { Ack } from './protocol.ts'

/** The page is to be loaded anew: at once (`force`), or when nobody uses the screen. */
export interface ReloadOrder {
  id: string
  force: boolean
}

export interface ScreenClientEvents extends ClockClientEvents {
  /** Requests the full current state; sent on connect without a request. */
  'screen:sync': (ack: Ack<ScreenState>) => void
  /** What the screen really shows: sent after each received state, and whenever the kind of view changes. */
  /** A cue was really shown; sent once for each. */
  'screen:flipped': (flip: FlipReport, ack: Ack) => void
  'screen:report': (report: ScreenReport, ack: Ack) => void
  /** About the page itself: on connect, then now and then, and when it is asked for. */
  'screen:health': (health: HealthReport, ack: Ack) => void
  /** The screen has been told of an order. That it is done is seen by when its page was loaded. */
  'screen:told': (order: OrderTaken, ack: Ack) => void
  /** How the screen is used. Idempotent. */
  'screen:use': (use: UseReport, ack: Ack) => void
}

export interface ScreenServerEvents {
  /** What a docent has cued on the screen's group, ahead of its time; null: it is over. */
  'screen:cue': (groupId: string, cue: Cue | null) => void
  /** Also sent unrequested, to a screen that reports an old revision. */
  'screen:state': (state: ScreenState) => void
  /** The screen or its campaign was changed: the state is stale, fetch it with `screen:sync`. */
  'screen:stale': () => void
  'screen:counters': (counters: ScreenCounters) => void
  /** Is this page still there? Another one has connected with the same token. */
  'screen:here': (ack: () => void) => void
  /** The office wants to know what is shown now: answer by `screen:health`. */
  'screen:look': () => void
  'screen:reload': (order: ReloadOrder) => void
  /** The pairing was revoked: delete the token and show a new code. */
  'screen:revoked': () => void
}
