/**
 * Event bus within this process. A domain module (noun) emits an event after its commit and does not know the
 * listeners; `wiring.ts` connects both. Other nodes are reached through Socket.IO's rooms instead.
 */
import { report } from '#server/log/report.ts'

/** The events, named `noun:verb`. */
export interface Happenings {
  /** A member created, edited or closed a campaign. */
  'campaign:changed': { stationId: string; campaignId: string }
  /** A touchpoint of the campaign was created, edited, archived or restored. */
  'touchpoint:changed': { stationId: string; campaignId: string }
  /** A member reported or corrected contacts. */
  'contact:entered': { stationId: string; campaignId: string }
  /** The office has changed what counts. Nobody tells of what visitors do: it is published by the clock. */
  'reach:moved': { campaignId: string }
  /** A card was published, or published again after a withdrawal. */
  'card:published': { stationId: string; cardId: string }
  'card:withdrawn': { stationId: string; cardId: string }
  /** A published card was put on the screens, taken off them, or for another time. */
  'card:on-screens': { stationId: string; cardId: string }
  /** A card was submitted, returned, edited or discarded: what waits for review may have changed. */
  'card:moved': { stationId: string; cardId: string }
  /** The office decided about content: some may be withdrawn now, or shown again. */
  'content:decided': { stationId: string }
  /** The member's sessions have ended, except the session `kept`: disabled, logged out, or a new password. */
  'member:session-ended': { memberId: string; kept?: string }
  /** Single sessions have ended: their ids. */
  'member:logged-out': { sessionIds: readonly string[] }
  'screen:paired': { stationId: string; screenId: string }
  'screen:edited': { stationId: string; screenId: string }
  'screen:revoked': { stationId: string; screenId: string }
  'screen:went-online': { stationId: string; screenId: string }
  'screen:went-offline': { stationId: string; screenId: string }
  /** Another machine tried to connect with the token of a screen that is online. */
  'screen:contested': { stationId: string; screenId: string }
  /** The screen reports that it now shows something else. */
  'screen:reported': { stationId: string; screenId: string }
}
type Listener<E extends keyof Happenings> = (fact: Happenings[E]) => void | Promise<void>

const listeners: { [E in keyof Happenings]: Set<Listener<E>> } = {
  'campaign:changed': new Set(),
  'touchpoint:changed': new Set(),
  'contact:entered': new Set(),
  'reach:moved': new Set(),
  'card:published': new Set(),
  'card:withdrawn': new Set(),
  'card:on-screens': new Set(),
  'card:moved': new Set(),
  'content:decided': new Set(),
  'member:session-ended': new Set(),
  'member:logged-out': new Set(),
  'screen:paired': new Set(),
  'screen:edited': new Set(),
  'screen:revoked': new Set(),
  'screen:went-online': new Set(),
  'screen:went-offline': new Set(),
  'screen:contested': new Set(),
  'screen:reported': new Set(),
}

/**
 * Emits an event; call it after the commit. Never throws and does not wait for listeners; a listener that throws is
 * logged and affects neither the emitter nor other listeners. A lost event only delays an update: listeners must also
 * be able to query the current state.
 */
export function tell<E extends keyof Happenings>(event: E, fact: Happenings[E]): void {
  const failed = (error: unknown) => report('error', 'bus', error, { event })
  for (const listener of listeners[event]) {
    try {
      listener(fact)?.catch(failed)
    } catch (error) {
      failed(error)
    }
  }
}

/** @returns unsubscribes. */
export function listen<E extends keyof Happenings>(events: readonly E[], listener: Listener<E>): () => void {
  const stops = events.map((event) => {
    const own = listeners[event]
    own.add(listener)
    return () => own.delete(listener)
  })
  return () => stops.forEach((stop) => stop())
}
